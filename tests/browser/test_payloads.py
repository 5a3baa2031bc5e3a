"""Texts that try to run a script, through the whole page in a real browser: with the door open, nothing runs.

The door is taken away on purpose, so that payloads reach the converter; titles and descriptions carry them as well. What each
payload does without the sanitiser is looked at too, so that this test cannot pass because its payloads are harmless.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from edu_site.fleet.build import build_fleet
from edu_site.settings import Settings
from edu_site.source import items, markdown, schema
from edu_site.source.files import FORBIDDEN
from tests.browser.server import serving
from tests.browser.test_search import open_search
from tests.hostile.payloads import HTML, MARKDOWN
from tests.projects import TODAY, new_project, pair, school, tree

NAMED = {f"html-{name}": text for name, text in HTML.items()} | {f"markdown-{name}": text for name, text in MARKDOWN.items()}
PAYLOADS = {name: text for name, text in NAMED.items() if not FORBIDDEN.search(text)}  # no file is read that holds controls
WORD = "зиянды"
SCRIPT = "window.ran = []; window.alert = () => window.ran.push(document.location.href);"
PROVOKE = """() => {
  addEventListener("click", event => {
    const link = event.target.closest("a");
    if (link && !/^(javascript|data|vbscript):/i.test(link.href)) event.preventDefault();
  });
  for (const one of document.querySelectorAll("main *, body > *")) {
    for (const kind of ["mouseover", "focus", "toggle", "animationstart"]) one.dispatchEvent(new Event(kind));
    if (one.matches("a, button")) one.click();
  }
  return new Promise(done => setTimeout(() => done(window.ran.length), 30));
}"""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of a school whose news are the payloads."""
    work = tmp_path_factory.mktemp("attacked")
    files = tree() | {"abai/semey/school-1/organisation.yml": school(1)}
    for number, text in enumerate(PAYLOADS.values()):
        title = f"{WORD} {number} {text.splitlines()[0]}"
        fields = {"title": title, "summary": text.splitlines()[0], "body": f"{WORD} {text}\n\n{text}"}
        files |= pair(f"abai/semey/school-1/news/p-{number}", fields, None, published="2026-10-01")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "body_problems", lambda *_: ())
        patch.setattr(items, "body_problems", lambda *_: ())
        patch.setattr(schema, "unfit", lambda _: ())
        patch.setattr(items, "beside", lambda *_: ((), (), ()))
        report = build_fleet(Settings(new_project(work / "project", files), TODAY, work / "site"), lambda *_: None)
    assert {one.state for one in report.built} == {"built"}, [p for p in report.problems if p.code != "C02"]
    with serving(work / "site") as origin:
        yield origin


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="kk-KZ")
    made.add_init_script(SCRIPT)
    made.set_default_timeout(10_000)
    yield made
    made.close()


def provoked(page: Page) -> int:
    """How often something ran while everything on the page was touched."""
    ran: int = page.evaluate(PROVOKE)
    return ran


def test_nothing_runs_in_a_page(attacked: str, context: BrowserContext) -> None:
    page = context.new_page()
    failures: list[str] = []
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for number, name in enumerate(PAYLOADS):
        answer = page.goto(f"{attacked}/org/school-1/news/p-{number}/")
        assert answer and answer.ok, name
        assert WORD in page.locator(".edu-body").inner_text()
        if provoked(page):
            failures.append(name)
        assert page.locator("#__config").evaluate("one => one.tagName") == "SCRIPT", name
    assert (failures, dialogs) == ([], [])


@pytest.mark.parametrize("url", ["", "news/", "archive/", "site-map/"])
def test_nothing_runs_in_lists(attacked: str, context: BrowserContext, url: str) -> None:
    page = context.new_page()
    page.goto(f"{attacked}/org/school-1/{url}")
    assert provoked(page) == 0


def test_nothing_runs_in_search_results(attacked: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{attacked}/org/school-1/")
    open_search(page)
    page.keyboard.type(WORD)
    results = page.locator(".md-search-result__item")
    results.first.wait_for()
    assert results.count() >= 5
    assert provoked(page) == 0


def test_the_payloads_bite_without_the_sanitiser(context: BrowserContext) -> None:
    page = context.new_page()
    bitten = []
    for name, text in HTML.items():
        page.goto("about:blank")
        page.set_content(f"<!doctype html><main><p>{text}</p></main>")
        if provoked(page):
            bitten.append(name)
    assert len(bitten) >= 25, bitten
