"""A chart is a table: the browser's accessibility tree says so although the style sheet draws bars."""

from collections import Counter

from playwright.sync_api import Page

from tests.browser.sample import SitePage

PARTS = {"table": "table", "row": "tr", "cell": "td", "columnheader": "thead th", "rowheader": "tbody th"}


def test_a_chart_is_still_read_as_a_table(desktop: Page, sample: list[SitePage]) -> None:
    page = next(page for page in sample if "edu-chart" in page.features and page.language == "kk")
    desktop.goto(page.url)
    written = {role: desktop.locator(f"main {part}").count() for role, part in PARTS.items()}
    session = desktop.context.new_cdp_session(desktop)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    told = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
    assert {role: told[role] for role in written} == written
