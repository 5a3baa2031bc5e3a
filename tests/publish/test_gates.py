"""The gates before a switch: each finds what it is there for, all are told at once, and readers keep what they had."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from edu_site.problems import Problem, Where, check_digit, has_errors
from edu_site.publish.compressed import compress_folder
from edu_site.publish.gates import Known, judge
from edu_site.publish.policy import script_digest
from edu_site.publish.publishing import Candidate, Outcome, publish
from edu_site.publish.release import Waiver
from tests.publish.sites import FOLDERS, FRESH, folder_target, order, seen, silent, small_site

IIN = "05010130001" + str(check_digit("05010130001"))  # made for the test
KNOWN = Known(FOLDERS, FRESH, (), frozenset, lambda candidate: ())


def gated(root: Path, site: Path, known: Known = KNOWN, **more: object) -> Outcome:
    return publish(folder_target(root), order(site, **more), lambda candidate: judge(candidate, known), silent)


def told(outcome: Outcome) -> list[tuple[str, str, int]]:
    """Code, file, line of every problem."""
    return [(one.code, one.where.path.rpartition("/site/")[2], one.where.line) for one in outcome.problems]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return small_site(tmp_path / "site", "бір")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "www"


def test_a_good_site_passes_every_gate(site: Path, root: Path) -> None:
    outcome = gated(root, site)
    assert outcome.state == "published"
    assert [(gate.gate, gate.problems) for gate in outcome.judged] == [
        (name, ()) for name in ("organisations", "counts", "links", "personal data", "scripts", "copies", "figures")
    ]


def test_everything_wrong_is_told_at_once_and_readers_keep_what_they_had(site: Path, root: Path) -> None:
    before = gated(root, site).release
    small_site(
        site,
        "екі",
        more={
            "index.html": f'<p>\n<a href="gone/">x</a>\n<script>alert(1)</script>\n{IIN}</p>',
            "data.csv": f"a\n{IIN[:6]} {IIN[6:]}\n",
        },
    )
    audit = Problem(Where("table.json"), "D24", {"what": "x"})
    outcome = gated(root, site, replace(KNOWN, audit=lambda candidate: (audit,)))
    assert told(outcome) == [
        ("U12", "index.html", 2),
        ("P01", "data.csv", 2),
        ("P01", "index.html", 4),
        ("U13", "index.html", 3),
        ("D24", "table.json", 0),
    ]
    assert not any(IIN in problem.line(str) for problem in outcome.problems)
    assert before and seen(root) == before.id
    assert {gate.gate: has_errors(gate.problems) for gate in outcome.judged} == {
        "organisations": False,
        "counts": False,
        "links": True,
        "personal data": True,
        "scripts": True,
        "copies": False,
        "figures": True,
    }


LINKS = {
    '<a href="org/school-1/">': True,
    '<a href="org/school-1">': True,
    '<a href="org/school-1/index.html#top">': True,
    '<a href="./?x=1">': True,
    "<a href=org/school-2/ru/>": True,
    "<a class='x' href='/org/school-2/'>": True,
    '<a href="%6frg/school-1/">': True,
    '<a href="https://example.kz/gone/">': True,
    '<a href="mailto:a@b.example">': True,
    '<a href="tel:+77222000000">': True,
    '<img alt="" src="gone.png">': False,
    '<a href="org/school-3/">': False,
    '<a href="../../../etc/passwd">': False,
    '<a href="/news/">': False,
    '<code>href="gone/"</code>': True,
    '<script src="//evil.example/x.js"></script>': True,
}


@pytest.mark.parametrize(("html", "good"), LINKS.items())
def test_links_within_the_sites_lead_to_files(site: Path, root: Path, html: str, good: bool) -> None:
    small_site(site, "бір", more={"index.html": html})
    assert ("U12" not in [code for code, _file, _line in told(gated(root, site))]) is good


def test_a_link_from_the_root_of_a_site_with_its_own_address_stays_in_that_site(site: Path, root: Path) -> None:
    small_site(site, "бір", more={"org/school-1/404.html": '<a href="/news/">', "404.html": '<a href="/org/school-1/news/">'})
    assert [code for code, _file, _line in told(gated(root, site))] == ["U12"]
    assert gated(root, site, replace(KNOWN, own_addresses=("org/school-1/",))).state == "published"


def test_a_broken_link_of_a_thousand_pages_is_told_once(site: Path, root: Path) -> None:
    pages = {
        f"org/school-1/{'deep/' * (number % 2)}{number}.html": f'<a href="{"../" * (2 + number % 2)}x/">' for number in range(9)
    }
    found = gated(root, small_site(site, "бір", more=pages)).problems
    assert [(one.code, one.values) for one in found] == [("U12", {"link": "x/index.html", "pages": "9"})]


def test_a_page_as_before_is_looked_at_again_when_the_page_it_leads_to_went_away(site: Path, root: Path) -> None:
    small_site(site, "бір", more={"index.html": '<a href="more.html">', "more.html": "<p>"})
    gated(root, site)
    (site / "more.html").unlink()
    outcome = gated(root, site)
    assert ("U12", "index.html", 1) in told(outcome)


SCRIPTS = {
    '<script type="application/ld+json">{}</script>': True,
    '<script id="__config" type="application/json">{}</script>': True,
    '<script src="assets/0123456789ab/main.css" defer></script>': True,
    "<script>approved()</script>": True,
    "<script>other()</script>": False,
    "<SCRIPT\ntype=module>other()</SCRIPT >": False,
    '<script type="text/json">other()</script>': False,
    '<script src="https://evil.example/x.js"></script>': False,
    "<script src=//evil.example/x.js></script>": False,
}


@pytest.mark.parametrize(("html", "good"), SCRIPTS.items())
def test_scripts_in_pages_are_approved_one_by_one(site: Path, root: Path, html: str, good: bool) -> None:
    small_site(site, "бір", more={"index.html": html})
    known = replace(KNOWN, approved=lambda: frozenset({script_digest("approved()")}))
    assert ("U13" not in [code for code, _file, _line in told(gated(root, site, known))]) is good


NUMBERS = {
    f"<p>{IIN}</p>": True,
    f"<p title='{IIN[:6]}\u00a0{IIN[6:]}'></p>": True,
    "<p>" + "".join(chr(0x660 + int(digit)) for digit in IIN) + "</p>": True,
    f"<p>a{IIN}b0</p>": False,
    f"<p>{IIN[:-1]}{(int(IIN[-1]) + 1) % 10}</p>": False,
    "<p>210440038887, +7 (7222) 00-00-12</p>": False,
}


@pytest.mark.parametrize(("html", "found"), NUMBERS.items())
def test_a_valid_personal_number_in_a_page_stops_the_release(site: Path, root: Path, html: str, found: bool) -> None:
    small_site(site, "бір", more={"org/school-2/index.html": html})
    assert ("P01" in [code for code, _file, _line in told(gated(root, site))]) is found


def test_an_organisation_that_readers_know_may_not_vanish(site: Path, root: Path) -> None:
    gated(root, site)
    for path in (site / "org" / "school-2").rglob("*.html"):
        path.unlink()
    more: Iterable[Problem] = gated(root, site).problems
    assert {(one.code, one.organisation_id) for one in more} >= {("U10", "school-2"), ("U23", "school-2"), ("U11", "")}


def test_one_with_errors_that_never_had_a_site_stops_nobody(site: Path, root: Path) -> None:
    more = {"school-3": "org/school-3/"}
    known = replace(KNOWN, organisations=FOLDERS | more, states=FRESH | {"school-3": "stale"})
    outcome = gated(root, site, known)
    assert (outcome.state, told(outcome)) == ("published", [("U23", str(site), 0)])


def test_one_that_keeps_its_last_good_site_is_published_and_listed(site: Path, root: Path) -> None:
    states = FRESH | {"school-1": "stale"}
    outcome = gated(root, site, replace(KNOWN, states=states), states=states)
    assert (outcome.state, [problem.code for problem in outcome.problems]) == ("published", ["U24"])


def test_an_organisation_the_report_does_not_name_stops_the_release(site: Path, root: Path) -> None:
    states = {"republic": "fresh", "school-1": "fresh"}
    outcome = gated(root, site, replace(KNOWN, states=states), states=states)
    assert [(one.code, one.organisation_id) for one in outcome.problems] == [("U19", "school-2")]


def many_pages(number: int) -> dict[str, str]:
    return {f"org/school-1/{place}.html": "<p>" for place in range(number)}


def test_a_fiftieth_of_the_pages_may_go_and_more_only_with_a_waiver_for_this_release(site: Path, root: Path) -> None:
    gated(root, small_site(site, "бір", more=many_pages(95)))  # 100 pages
    (site / "org" / "school-1" / "0.html").unlink()
    (site / "org" / "school-1" / "1.html").unlink()
    assert gated(root, site).state == "published"  # 98
    before = seen(root)
    for number in range(2, 5):
        (site / "org" / "school-1" / f"{number}.html").unlink()
    refused = gated(root, site)  # 95
    values = {"what": "pages", "now": "95", "before": "98", "release": refused.release.id if refused.release else ""}
    assert [(one.code, one.values) for one in refused.problems] == [("U11", values)]
    waiver = Waiver("0" * 16, "көшірілді", "А. Б.", "2026-11-24", "key")
    assert gated(root, site, waiver=waiver).state == "refused"
    assert seen(root) == before
    allowed = gated(root, site, waiver=replace(waiver, release=values["release"]))
    assert (allowed.state, [one.code for one in allowed.problems]) == ("published", ["U25"])
    assert allowed.release and allowed.release.waiver and allowed.release.waiver.who == "А. Б."


def test_a_compressed_copy_is_of_the_file_beside_it(site: Path, root: Path) -> None:
    small_site(site, "бір", more={"long.html": "<p>" + "мәтін " * 500})
    compress_folder(site)
    assert gated(root, site).state == "published"
    assert (root / "current" / "long.html.gz").is_file()
    (site / "long.html").write_text("<p>")
    (site / "secret.html.br").write_bytes(b"x")
    assert told(gated(root, site)) == [("U26", f"{name}", 0) for name in ("long.html.br", "long.html.gz", "secret.html.br")]
    compress_folder(site)
    assert gated(root, site).state == "published"


def test_a_page_that_changes_while_the_gates_look_is_not_judged(site: Path, root: Path) -> None:
    def known(candidate: Candidate) -> tuple[()]:
        return ()

    def gates(candidate: Candidate) -> tuple[()]:
        (site / "index.html").write_text("later")
        judge(candidate, replace(KNOWN, audit=known))
        return ()

    outcome = publish(folder_target(root), order(site), gates, silent)
    assert [(one.code, one.where.path) for one in outcome.problems] == [("U05", str(site / "index.html"))]
