"""The version for the visually impaired and the site's colours: what is chosen holds on every page, before it is painted."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sample import SitePage
from tests.browser.test_search import open_search
from tests.browser.visits import Look, Visit, Visitor, axe, told

VISION = "Көру қабілеті нашар адамдарға арналған нұсқа"
STANDARD = "Қалыпты нұсқа"
BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
FONT_SIZE = "() => parseFloat(getComputedStyle(document.querySelector('article h1, h1')).fontSize)"
SPACING = "() => getComputedStyle(document.querySelector('.edu-article')).letterSpacing"
ATTRIBUTES = "() => document.documentElement.getAttributeNames().filter(name => name.startsWith('data-edu-'))"


def open_panel(page: Page) -> None:
    page.locator("summary", has_text=VISION).first.click()


def choose(page: Page, choice: str) -> None:
    page.locator(f"label:has(#edu-{choice})").click()


def test_choices_hold_on_the_next_page_and_go_back(desktop: Page, sample: list[SitePage], school: SitePage) -> None:
    other = next(
        page for page in sample if page.language == "kk" and page.url.startswith(school.url) and page.url != school.url
    )
    desktop.goto(other.url)
    standard = desktop.evaluate(FONT_SIZE)
    desktop.goto(school.url)
    light = desktop.evaluate(BACKGROUND)
    open_panel(desktop)
    for choice in ("size-160", "scheme-white", "letters-large", "images-off", "lines-large"):
        choose(desktop, choice)
    assert desktop.evaluate(BACKGROUND) == "rgb(0, 0, 0)"

    desktop.goto(other.url)
    assert desktop.evaluate(BACKGROUND) == "rgb(0, 0, 0)"
    assert desktop.evaluate(FONT_SIZE) >= 1.4 * standard
    assert desktop.evaluate(SPACING) != "normal"
    for choice in ("size-160", "scheme-white", "letters-large", "images-off", "lines-large"):
        expect(desktop.locator(f"#edu-{choice}")).to_be_checked()

    open_panel(desktop)
    desktop.get_by_role("button", name=STANDARD).click()
    desktop.goto(school.url)
    assert desktop.evaluate(BACKGROUND) == light
    assert desktop.evaluate(ATTRIBUTES) == []


def test_the_choice_is_there_before_the_first_paint(desktop: Page, school: SitePage) -> None:
    desktop.goto(school.url)
    open_panel(desktop)
    choose(desktop, "scheme-white")
    desktop.add_init_script(
        """new MutationObserver((_, watch) => {
          if (!document.body) return;
          window.__first = document.documentElement.getAttribute('data-edu-scheme');
          watch.disconnect();
        }).observe(document, {childList: true, subtree: true});"""
    )
    desktop.goto(school.url)
    assert desktop.evaluate("() => window.__first") == "white"


def test_the_panel_is_used_with_the_keyboard(desktop: Page, school: SitePage) -> None:
    desktop.goto(school.url)
    summary = desktop.locator("summary", has_text=VISION).first
    summary.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#edu-size-130")).to_be_visible()
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("ArrowRight")
    expect(desktop.locator("#edu-size-130")).to_be_checked()
    desktop.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(desktop.locator("#edu-size-130")).not_to_be_visible()


def test_a_chosen_day_or_night_wins_over_the_device(desktop: Page, school: SitePage) -> None:
    desktop.goto(school.url)
    light = desktop.evaluate(BACKGROUND)
    desktop.locator("details.edu-display--theme > summary").click()
    choose(desktop, "theme-dark")
    dark = desktop.evaluate(BACKGROUND)
    assert dark != light
    desktop.reload()
    assert desktop.evaluate(BACKGROUND) == dark


@pytest.mark.parametrize("scheme", ["black", "white", "blue", "brown"])
def test_every_scheme_is_accessible(scheme: str, visitor: Visitor, sample: list[SitePage]) -> None:
    """At the largest size and widest spacing on a phone, on a handful of pages with the most different parts."""
    rich = sorted((page for page in sample if page.language == "kk"), key=lambda page: -len(page.features))[:6]
    context = visitor.context(Look("kk", "light", 360))
    page = context.new_page()
    page.goto(rich[0].url)
    open_panel(page)
    for choice in (f"scheme-{scheme}", "size-160", "letters-large", "lines-large"):
        choose(page, choice)
    visits, wide = [], []
    for each in rich:
        page.goto(each.url)
        visits.append(Visit(each.url, violations=axe(page, visitor.axe_source)))
        over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wide += [f"{each.url} is {over} px too wide"] if over > 0 else []
    context.close()
    if any(visit.violations for visit in visits):
        pytest.fail(told(visits), pytrace=False)
    assert not wide, "\n".join(wide)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_is_accessible_too(scheme: str, width: int, visitor: Visitor, school: SitePage) -> None:
    """Menu, colours, panel and search are closed when a page loads, so the visits do not see inside them."""
    context = visitor.context(Look("kk", scheme, width))
    page = context.new_page()
    visits = []
    for index in range(_openable(page, school)):
        page.goto(school.url)
        page.locator("header details > summary:visible").nth(index).click()
        visits.append(Visit(f"{school.url} menu {index}", violations=axe(page, visitor.axe_source)))
    page.goto(school.url)
    open_search(page)
    page.keyboard.type("мектеп")
    page.locator(".md-search-result__item").first.wait_for()
    visits.append(Visit(f"{school.url} search", violations=axe(page, visitor.axe_source)))
    context.close()
    assert len(visits) >= 3
    if any(visit.violations for visit in visits):
        pytest.fail(told(visits), pytrace=False)


def _openable(page: Page, school: SitePage) -> int:
    page.goto(school.url)
    return page.locator("header details > summary:visible").count()
