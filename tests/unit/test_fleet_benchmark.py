"""The pure parts of the comparison of fleets: slopes, tables, targets, pages for other generators, pieces of a page."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.builds import stages
from benchmarks.builds.corpus import ITEMS, places
from benchmarks.builds.measure import MIB, Measured
from benchmarks.fleet import chrome, converted, ours, peer, peers, slopes, table


def result(size: int, name: str, wall: float, memory: int = 100, again: float = 0.5) -> table.Result:
    cold = Measured(wall=wall, cpu=wall * 2, memory=memory * MIB, resident=memory * MIB, written=size * MIB, files=size * 10)
    short = Measured(wall=again, cpu=again, files=7)
    return table.Result(
        size, name, peer.Weight(size * 50, size * 50 * 26_000, 0), {"cold": [cold], "unchanged": [short], "one page": [short]}
    )


def test_a_line_goes_through_the_two_largest_sizes() -> None:
    line = slopes.line_through({20: 999.0, 200: 30.0, 1000: 110.0})
    assert (line.start, line.each) == (10.0, 0.1)
    assert line.at(20_000) == 2010.0


def test_growth_is_a_share_of_what_there_was() -> None:
    assert slopes.growth({200: 100.0, 1000: 108.0}) == pytest.approx(0.08)


@pytest.mark.parametrize("function", [slopes.line_through, slopes.growth])
def test_one_size_has_no_slope(function: object) -> None:
    with pytest.raises(slopes.TooFewSizes):
        function({200: 1.0})  # type: ignore[operator]


def test_a_row_holds_medians_and_ratios_against_hugo() -> None:
    own = result(200, table.OURS, 10.0)
    own.states["cold"] += [Measured(wall=90.0), Measured(wall=5.0, cpu=20.0)]
    found = table.tables(200, [own, result(200, "Hugo, one site", 30.0, 400, 25.0)])
    assert f"| {table.OURS} | 10,000 | 26.0 | 10.0 | 1,000 | 20.0 | 2.00 |" in found
    assert "| 3.0x | 3.0x |" in found
    assert f"| {table.OURS} | 0.50 | 0.50 | 50.0x | 50.0x | 0.50 | 0.50 | 7 | 50.0x | 50.0x |" in found


def test_a_generator_that_could_not_run_says_why() -> None:
    found = table.tables(20, [table.Result(20, "Eleventy, one site", note="failed: node is not installed")])
    assert "- Eleventy, one site: failed: node is not installed" in found
    assert "| Eleventy, one site |" not in found


def test_targets_are_met_missed_or_not_measured() -> None:
    fast, slow = result(200, table.OURS, 10.0), result(1000, table.OURS, 60.0, memory=120, again=2.0)
    hugo = [result(200, "Hugo, one site", 30.0, 500, 25.0), result(1000, "Hugo, one site", 90.0, 2000, 100.0)]
    found = {one.text: one.met for one in table.targets([fast, slow, *hugo])}
    assert found["200: cold at least 2x Hugo"] is True
    assert found["1,000: cold at least 2x Hugo"] is False
    assert found["1,000: unchanged at least 50x Hugo"] is True
    assert "200: unchanged at least 50x Hugo" not in found
    assert found["1,000: one page under 1 s"] is False
    assert found["200: two workers at least 1.8x one"] is None
    assert found["memory grows less than 10 % from 200 to 1,000 organisations"] is False


def test_a_killed_worker_may_cost_time_but_no_byte() -> None:
    def met(killed: float, same: bool, failure: str = "") -> bool | None:
        own = result(200, table.OURS, 10.0)
        own.disturbed = ours.Disturbed(Measured(wall=10.0), Measured(wall=killed), 3, same, failure)
        return next(one.met for one in table.targets([own]) if "killed" in one.text)

    assert met(14.0, True) is True
    assert met(15.0, True) is False
    assert met(11.0, False) is False
    assert met(0.0, False, "ended") is False


def test_twenty_thousand_are_told_only_from_two_sizes() -> None:
    assert table.extrapolated([result(200, table.OURS, 30.0)]) == ""
    found = table.extrapolated([result(200, table.OURS, 30.0), result(1000, table.OURS, 110.0)])
    assert f"| {table.OURS}: cold, wall | 0.5 min | 1.8 min | 33.5 min |" in found
    assert f"| {table.OURS}: files | 2,000 | 10,000 | 200,000 |" in found


@pytest.mark.parametrize(("stage", "owner", "name"), stages.STAGES, ids=[f"{one[0]}-{one[2]}" for one in stages.STAGES])
def test_a_stage_that_is_timed_is_a_function_of_the_program(stage: str, owner: object, name: str) -> None:
    assert callable(getattr(owner, name, None)), f"{stage}: {owner!r} has no {name}; benchmarks/builds/stages.py has to follow"


def test_other_generators_get_every_page_once() -> None:
    corpus = tuple(places(20))
    found = list(converted.pages(corpus, lambda title, text: f"{title}: {text}"))
    assert len({(page.place.id, page.language, page.path) for page in found}) == len(found)
    kinds = Counter(page.kind for page in found)
    assert kinds["item"] == 20 * 2 * ITEMS
    assert kinds["home"] == kinds["contacts"] == kinds["site-map"] == 20 * 2
    assert kinds["year"] == 20 * 2 * 2


def test_references_and_admonitions_are_put_into_the_words_of_the_generator() -> None:
    school = list(places(20))[-1]
    page = next(converted.items(school, "ru", lambda title, text: f"[{title}]"))
    assert "ref:" not in page.body
    assert f"](/ru/org/{school.id}/news/item-01/)" in page.body
    assert "!!!" not in page.body


def test_pieces_of_a_page_are_cut_and_addressed_from_the_root() -> None:
    page = "".join(f'{start} <a href="../../assets/x.css">{end}' for start, end in chrome.PIECES.values())
    assert '<a href="/assets/x.css">' in chrome.cut(page)["head"]
    with pytest.raises(chrome.PieceMissing, match="rel="):
        chrome.cut("<html></html>")


def test_pages_are_weighed_without_the_assets(tmp_path: Path) -> None:
    for name, text in (("a/index.html", "12345"), ("search.json", "123"), ("assets/theme.html", "1234567")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert peer.weigh(tmp_path) == peer.Weight(pages=1, html=5, others=3)


def test_an_article_is_its_words_from_the_first_heading_on(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(
        '<article><h1>Title</h1><h2 id="a">Head</h2><p>Some &amp; words</p><section class="edu-section">Facts</section></article>',
        encoding="utf-8",
    )
    assert peers.article(page) == ["Head", "Some", "words"]
    assert peers.article(tmp_path / "gone.html") == []


def test_a_fleet_with_one_other_byte_has_another_digest(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("1", encoding="utf-8")
    before = ours.digest(tmp_path)
    assert ours.digest(tmp_path) == before
    (tmp_path / "a.html").write_text("2", encoding="utf-8")
    assert ours.digest(tmp_path) != before
