"""Files for machines: site maps, robots, the search index, the finder's index."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from edu_site.plan.portal import FOLD
from edu_site.render.site_files import known_entries, robots, search_entries, search_index, site_map, site_map_index
from tests.projects import Planned, both, new_project, planned, school, tree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ALTERNATE = "{http://www.w3.org/1999/xhtml}link"


def test_the_site_map_has_every_page_of_both_languages_with_its_alternates(republic: Planned) -> None:
    sites = (republic.sites["school-12", "kk"], republic.sites["school-12", "ru"])
    rows = ET.fromstring(site_map(sites)).findall(f"{SITEMAP}url")
    found = {row.findtext(f"{SITEMAP}loc") for row in rows}
    assert found == {site.address + page.url for site in sites for page in site.pages if page.url != "404.html"}
    for row in rows:
        links = {link.get("hreflang"): link.get("href") for link in row.findall(ALTERNATE)}
        assert links.keys() == {"kk", "ru"}
        assert row.findtext(f"{SITEMAP}loc") in links.values()


def test_items_tell_when_they_changed(republic: Planned) -> None:
    rows = ET.fromstring(site_map((republic.sites["school-12", "kk"],))).findall(f"{SITEMAP}url")
    changed = {row.findtext(f"{SITEMAP}loc"): row.findtext(f"{SITEMAP}lastmod") for row in rows}
    assert changed["https://bilim.example/org/school-12/news/2026-11-02-fair/"] == "2026-11-02T10:30:00+05:00"
    assert changed["https://bilim.example/org/school-12/"] is None


def test_the_index_of_site_maps_escapes_addresses() -> None:
    index = ET.fromstring(site_map_index(["https://a.example/?x=1&y=2", "https://b.example/sitemap.xml"]))
    assert [row.text for row in index.iter(f"{SITEMAP}loc")] == ["https://a.example/?x=1&y=2", "https://b.example/sitemap.xml"]


def test_robots_may_read_everything_and_find_the_index() -> None:
    assert robots("https://bilim.example/", "sitemap-index.xml").splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: https://bilim.example/sitemap-index.xml",
    ]


def entry(republic: Planned, url: str, html: str = "") -> dict[str, str] | None:
    found = search_entries(republic.page("school-12", "kk", url), republic.view("school-12", "kk", url), html)
    return found[0] if found else None


def test_the_search_knows_items_by_their_texts_without_markup(republic: Planned) -> None:
    found = entry(republic, "news/2026-11-02-fair/", "<p>Мектеп <strong>жәрмеңкесі</strong> &amp; көрме</p>")
    assert found is not None
    assert (found["location"], found["title"]) == ("news/2026-11-02-fair/", "Жаңалық 2026")
    assert found["text"].startswith("Мектеп жәрмеңкесі &amp; көрме")
    assert "<" not in found["text"]


def test_the_search_finds_what_stands_in_facts_and_blocks(republic: Planned) -> None:
    assert "Семей" in (entry(republic, "seminars/open-lesson/") or {})["text"]
    forum = (entry(republic, "forums/hearing/") or {})["text"]
    assert "Автобус қашан?" in forum
    assert "Аялдама орнату" in forum


def test_lists_are_not_searched(republic: Planned) -> None:
    for url in ("news/", "archive/", "site-map/"):
        assert entry(republic, url) is None


def test_the_search_index_is_materials(republic: Planned) -> None:
    found = json.loads(search_index({"lang": ["ru"]}, [{"location": "", "title": "А", "text": "Б"}]))
    assert found == {"config": {"lang": ["ru"]}, "docs": [{"location": "", "title": "А", "text": "Б"}]}


def test_what_an_index_knew_is_found_again_page_by_page() -> None:
    entries = [{"location": url, "title": "А", "text": "«Б» & в"} for url in ("", "news/a/", "news/b/")]
    index = search_index({"lang": ["ru"]}, entries)
    assert known_entries(index, ["news/b/", "", "news/"]) == {"news/b/": (entries[2],), "": (entries[0],), "news/": ()}


@pytest.mark.parametrize("index", [b"", b"{", b"[]", b"{}", b'{"docs": [1]}', b'{"docs": [{}]}', b'{"docs": null}'])
def test_a_damaged_index_is_said_to_be_one(index: bytes) -> None:
    with pytest.raises(ValueError, match="not a search index"):
        known_entries(index, [""])


def finder(found: Planned, language: str) -> dict[str, object]:
    (file,) = (file for file in found.sites["republic", language].files if file.url == "finder.json")  # type: ignore[index]
    read: dict[str, object] = json.loads(file.text)
    return read


def fold(text: str) -> str:
    return "".join(FOLD.get(letter, letter) for letter in text.casefold())


def test_the_finder_knows_every_organisation_but_the_portal_in_the_order_of_the_alphabet(republic: Planned) -> None:
    items: list[list[str]] = finder(republic, "kk")["items"]  # type: ignore[assignment]
    assert [item[0] for item in items] == [
        "№ 5 жалпы білім беретін мектеп",
        "№ 12 жалпы білім беретін мектеп",
        "Абай облысы",
        "Жетісу облысының білім басқармасы",
        "Облыстық лицей",
        "Семей",
    ]
    by_url = {item[1]: item for item in items}
    assert by_url["org/school-12/"][2] == "Абай облысы, Семей"
    assert "210440038887" in by_url["org/school-12/"][3]


def test_the_finders_addresses_start_at_the_portals_root_of_the_language(republic: Planned) -> None:
    items: list[list[str]] = finder(republic, "ru")["items"]  # type: ignore[assignment]
    assert "../org/school-12/ru/" in {item[1] for item in items}


def test_kazakh_letters_are_found_when_typed_without_them(project: Path) -> None:
    name = both("«Көкше өңірі» мектебі", "Школа «Кокше»")
    found = planned(new_project(project, tree() | {"abai/semey/kokshe/organisation.yml": school(7, short_name=name)}))
    items: list[list[str]] = finder(found, "kk")["items"]  # type: ignore[assignment]
    assert finder(found, "kk")["fold"] == FOLD
    shown = next(item[0] for item in items if item[1] == "org/kokshe/")
    for typed in ("кокше", "КӨКШЕ", "кокше онири", "мектеби"):
        assert fold(typed) in fold(shown)


def test_every_letter_of_the_kazakh_alphabet_that_russian_lacks_is_folded() -> None:
    assert set("әғқңөұүһі") <= FOLD.keys()
    assert not set("".join(FOLD.values())) & FOLD.keys()  # folding twice changes nothing
