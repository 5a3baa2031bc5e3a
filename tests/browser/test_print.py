"""On paper: the content, the addresses of links, no menus."""

from playwright.sync_api import Page, expect

from tests.browser.sample import SitePage

CHROME = (".edu-topbar", ".edu-tabs", ".edu-drawer", ".edu-skip", "[data-edu-search]", ".edu-finder")
TOO_WIDE = """() => [...document.querySelectorAll('main table')].filter(
  table => table.getBoundingClientRect().right > innerWidth + 1).length"""


def test_paper_shows_content_without_chrome(desktop: Page, sample: list[SitePage]) -> None:
    desktop.emulate_media(media="print")
    for page in [page for page in sample if page.language == "kk"][:12]:
        desktop.goto(page.url)
        expect(desktop.locator("h1").first).to_be_visible()
        shown = [part for part in CHROME if desktop.locator(f"{part}:visible").count()]
        assert not shown, f"{page.url} prints {shown}"


def test_a_wide_table_is_not_cut(desktop: Page, sample: list[SitePage]) -> None:
    """On A4 no table is wider than the sheet."""
    desktop.emulate_media(media="print")
    desktop.set_viewport_size({"width": 718, "height": 1000})
    for page in [page for page in sample if "table" in page.features and page.language == "kk"]:
        desktop.goto(page.url)
        wide = desktop.evaluate(TOO_WIDE)
        assert not wide, f"{page.url} cuts {wide} tables"
