"""Kazakh and Russian: the switch stays on the page, and every page says which language it is in."""

import re

from playwright.sync_api import Page, expect

from tests.browser.sample import SitePage

HTML_LANG = re.compile(r"<html[^>]*\blang=\"([^\"]*)\"")


def test_every_page_has_a_twin_that_leads_back(pages: list[SitePage]) -> None:
    """Over all built pages, not the sample: a switch that ends on a home page or a 404 is what visitors complain about."""
    by_url = {page.url: page for page in pages}
    lost = []
    for page in pages:
        other = "ru" if page.language == "kk" else "kk"
        twin = by_url.get(page.twin_url(other))
        if page.path.name != "404.html" and (
            twin is None or twin.twin_url(page.language) != page.url or twin.kind != page.kind
        ):
            lost.append(f"{page.url} -> {page.twin_url(other) or 'nothing'}")
    assert not lost, f"{len(lost)} pages\n" + "\n".join(lost[:20])


def test_every_page_says_its_language(pages: list[SitePage]) -> None:
    wrong = []
    for page in pages:
        hit = HTML_LANG.search(page.path.read_text(encoding="utf-8")[:2000])
        if hit is None or hit.group(1) != page.language:
            wrong.append(f"{page.url}: {hit and hit.group(1)}")
    assert not wrong, "\n".join(wrong[:20])


def test_the_switch_stays_on_the_page(desktop: Page, sample: list[SitePage]) -> None:
    for kind in ("home", "news", "reports", "seminars", "services"):
        page = next((page for page in sample if page.kind == kind and page.language == "kk"), None)
        if page is None:
            continue
        desktop.goto(page.url)
        switch = desktop.get_by_role("navigation", name="Сайт тілі")
        expect(switch.get_by_role("link", name="Қазақша")).to_have_attribute("aria-current", "true")
        switch.get_by_role("link", name="Русский").click()
        expect(desktop).to_have_url(re.compile(re.escape(page.twin_url("ru")) + "$"))
        expect(desktop.locator("html")).to_have_attribute("lang", "ru")
        expect(desktop.locator(f"article.edu-article--{kind}")).to_be_visible()
        desktop.get_by_role("navigation", name="Язык сайта").get_by_role("link", name="Қазақша").click()
        expect(desktop).to_have_url(re.compile(re.escape(page.url) + "$"))


def test_the_switch_works_on_a_page_that_does_not_exist(desktop: Page, school: SitePage) -> None:
    answer = desktop.goto(school.url + "no-such-page/")
    assert answer is not None
    assert answer.status == 404
    expect(desktop.locator("html")).to_have_attribute("lang", "kk")
    desktop.get_by_role("navigation", name="Сайт тілі").get_by_role("link", name="Русский").click()
    expect(desktop.locator("html")).to_have_attribute("lang", "ru")
    expect(desktop.locator("article.edu-article--home")).to_be_visible()
