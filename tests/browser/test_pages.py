"""Every page template, at every level, in both languages, light and dark, on a phone and on a desk."""

import re

import pytest

from tests.browser.sample import SitePage
from tests.browser.visits import LOOKS, Look, Visitor, told

WORKSHOP = re.compile(r" at 0x[0-9a-f]{6}|\{\{|\{%|>\s{0,9}(?:None|Undefined|True|False)\s{0,9}<|datetime\.date")
LARGEST_SHIFT = 0.005  # what remains when our font replaces the one it was measured against; 0.1 is called good
LARGEST_HOME = 150_000


class Pages:
    """What holds for every page, however it is looked at."""

    def test_pages_are_accessible(self, look: Look, visitor: Visitor) -> None:
        visits = visitor.visits(look)
        if any(visit.violations for visit in visits):
            pytest.fail(told(visits), pytrace=False)

    def test_nothing_is_wider_than_the_screen(self, look: Look, visitor: Visitor) -> None:
        wide = [f"{v.url} by {v.overflow} px: {v.overflowing}" for v in visitor.visits(look) if v.overflow > 0]
        assert not wide, "\n".join(wide)

    def test_no_word_or_number_is_broken_between_lines(self, look: Look, visitor: Visitor) -> None:
        broken = [f"{v.url}: {v.broken}" for v in visitor.visits(look) if v.broken]
        assert not broken, "\n".join(broken)

    def test_nothing_is_asked_from_other_hosts(self, look: Look, visitor: Visitor) -> None:
        foreign = [f"{v.url}: {v.foreign}" for v in visitor.visits(look) if v.foreign]
        assert not foreign, "\n".join(foreign)

    def test_the_console_stays_silent(self, look: Look, visitor: Visitor) -> None:
        errors = [f"{v.url}: {v.errors}" for v in visitor.visits(look) if v.errors]
        assert not errors, "\n".join(errors)

    def test_nothing_moves_while_a_page_loads(self, look: Look, visitor: Visitor) -> None:
        moved = [f"{v.url}: {v.shifts}" for v in visitor.visits(look) if v.shift >= LARGEST_SHIFT]
        assert not moved, "\n".join(moved)


@pytest.mark.parametrize("look", [look for look in LOOKS if look.scheme == "light"], ids=str)
class TestByDay(Pages):
    """A class each, so that two workers share the looks (`--dist loadscope`)."""


@pytest.mark.parametrize("look", [look for look in LOOKS if look.scheme == "dark"], ids=str)
class TestByNight(Pages):
    pass


def test_no_page_shows_how_it_was_made(pages: list[SitePage]) -> None:
    """Values of the program or pieces of a template that slipped into a page; over all built pages."""
    shown = [f"{page.url}: {hit.group()}" for page in pages if (hit := WORKSHOP.search(page.path.read_text(encoding="utf-8")))]
    assert not shown, f"{len(shown)} pages\n" + "\n".join(shown[:20])


def test_the_sample_shows_every_template(sample: list[SitePage], pages: list[SitePage]) -> None:
    assert {(p.kind, p.level) for p in sample} == {(p.kind, p.level) for p in pages}
    assert {p.level for p in sample} >= {"republic", "region", "city", "district", "organisation"}
    assert {p.language for p in sample} == {"kk", "ru"}
    assert len({p.kind for p in sample}) >= 20


def test_the_home_page_of_a_school_is_light(school: SitePage, visitor: Visitor) -> None:
    context = visitor.context(Look("kk", "light", 360))
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: dict[str, list[float]] = {}
    session.on("Network.requestWillBeSent", lambda event: sizes.setdefault(event["requestId"], [event["request"]["url"], 0]))
    session.on("Network.loadingFinished", lambda event: sizes[event["requestId"]].__setitem__(1, event["encodedDataLength"]))
    session.send("Network.enable")
    page.goto(school.url, wait_until="networkidle")
    page.wait_for_timeout(300)
    context.close()
    total = sum(size for _, size in sizes.values())
    assert any(str(url).endswith(".woff2") for url, _ in sizes.values())
    assert total < LARGEST_HOME, f"{total:.0f} bytes: {sorted(sizes.values(), key=lambda entry: -entry[1])}"
