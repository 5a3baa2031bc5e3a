"""The demonstration as a visitor meets it: every link leads somewhere, nothing is far, nothing leaks."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from edu_site.problems import is_iin

ORIGIN = "https://bilim.example/"
LINK = re.compile(r'\b(?:href|src)="([^"]*)"')
ID = re.compile(r'\bid="([^"]+)"')
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')
ALTERNATE = re.compile(r'<link rel="alternate"[^>]*hreflang="(kk|ru|x-default)"[^>]*href="([^"]+)"')
BREADCRUMBS = re.compile(r'<nav class="edu-breadcrumbs".*?</nav>', re.S)
TWELVE_DIGITS = re.compile(rb"(?<!\d)\d{12}(?!\d)")


@dataclass(slots=True)
class Seen:
    """What is kept of a page."""

    links: frozenset[str]
    ids: frozenset[str]
    lang: str
    canonical: str
    alternates: tuple[tuple[str, str], ...]
    trail: tuple[str, ...]
    json_ld: str


class Sites:
    """All files of the demonstration, the pages read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        self.pages = {name: self.read(name) for name in sorted(self.files) if name.endswith(".html")}

    def read(self, name: str) -> Seen:
        html = (self.folder / name).read_text(encoding="utf-8")
        trail = BREADCRUMBS.search(html)
        data = JSON_LD.search(html)
        canonical = CANONICAL.search(html)
        return Seen(
            links=frozenset(unescape(href) for href in LINK.findall(html)),
            ids=frozenset(ID.findall(html)),
            lang=html.split('lang="', 1)[1].split('"', 1)[0],
            canonical=canonical.group(1) if canonical else "",
            alternates=tuple(ALTERNATE.findall(html)),
            trail=tuple(LINK.findall(trail.group())) if trail else (),
            json_ld=data.group(1) if data else "",
        )

    def target(self, page: str, href: str) -> str | None:
        """The file a link leads to, None outside of the demonstration."""
        url = urljoin(ORIGIN + page, href).split("#")[0].split("?")[0]
        if not url.startswith(ORIGIN):
            return None
        path = unquote(url.removeprefix(ORIGIN))
        return path + "index.html" if path.endswith("/") or not path else path

    @cached_property
    def homes(self) -> list[str]:
        """The home page of each site and language."""
        names = ["index.html", "ru/index.html"]
        return names + [name for name in self.pages if re.fullmatch(r"org/[^/]+/(?:ru/)?index\.html", name)]

    def below(self, home: str) -> set[str]:
        """The pages of the same site in the same language."""
        folder = home.removesuffix("index.html")
        others = ("org/", "ru/") if folder == "" else (folder + "ru/",)
        return {
            name
            for name in self.pages
            if name.startswith(folder) and not name.startswith(others) and not name.endswith("404.html")
        }


@pytest.fixture(scope="module")
def sites(demonstration: Path) -> Sites:
    return Sites(demonstration)


def dead_links(sites: Sites) -> Iterator[str]:
    for name, page in sites.pages.items():
        for href in page.links:
            target = sites.target(name, href)
            if target is None:
                continue
            fragment = unquote(urlsplit(href).fragment)
            if target not in sites.files:
                yield f"{name}: {href} -> {target}"
            elif fragment and target in sites.pages and fragment not in sites.pages[target].ids:
                yield f"{name}: {href}: no such place"


def test_every_link_and_every_image_leads_to_a_file_and_every_anchor_to_a_place(sites: Sites) -> None:
    assert list(dead_links(sites))[:20] == []


def test_the_link_checker_sees_dead_links(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "index.html").write_text(
        '<html lang="kk"><a href="news/">А</a><a href="gone/">Б</a><a href="news/#here">В</a>', encoding="utf-8"
    )
    (tmp_path / "news/index.html").write_text(
        '<html lang="kk"><a href="../">А</a><img src="x.png"><a href="#there">Б</a>', encoding="utf-8"
    )
    found = {line.split(" ->")[0] for line in dead_links(Sites(tmp_path))}
    assert found == {
        "index.html: gone/",
        "index.html: news/#here: no such place",
        "news/index.html: x.png",
        "news/index.html: #there: no such place",
    }


def test_links_have_no_scheme_but_the_usual_ones(sites: Sites) -> None:
    schemes = {urlsplit(href).scheme for page in sites.pages.values() for href in page.links}
    assert schemes <= {"", "https", "http", "mailto", "tel", "data"}


def test_no_page_is_more_than_three_clicks_from_its_home_page(sites: Sites) -> None:
    far = {}
    for home in sites.homes:
        own, known, front = sites.below(home), {home}, {home}
        for _click in range(3):
            front = {
                target for page in front for href in sites.pages[page].links if (target := sites.target(page, href)) in own
            } - known
            known |= front
        if own - known:
            far[home] = sorted(own - known)
    assert far == {}


def test_both_languages_have_the_same_pages_and_name_each_other(sites: Sites) -> None:
    for home in sites.homes:
        if home.endswith("ru/index.html"):
            continue
        folder = home.removesuffix("index.html")
        kazakh = {name.removeprefix(folder) for name in sites.below(home)}
        assert {name.removeprefix(f"{folder}ru/") for name in sites.below(f"{folder}ru/index.html")} == kazakh
        for name in kazakh:
            pair = (folder + name, f"{folder}ru/{name}")
            urls = {
                language: ORIGIN + path.removesuffix("index.html") for language, path in zip(("kk", "ru"), pair, strict=True)
            }
            for language, path in zip(("kk", "ru"), pair, strict=True):
                page = sites.pages[path]
                assert page.lang == language, path
                assert page.canonical == urls[language], path
                assert {key: url for key, url in page.alternates if key in urls} == urls, path


def test_breadcrumbs_begin_at_the_republic_and_pass_every_ancestor(sites: Sites) -> None:
    for home in sites.homes:
        portal = "ru/index.html" if home.endswith("ru/index.html") else "index.html"
        if home == portal:
            continue
        for name in sites.below(home):
            trail = [sites.target(name, href) for href in sites.pages[name].trail]
            assert trail[0] == portal, name
            assert all(target in sites.homes for target in trail[: 2 if name == home else 1]), name
            if name != home:
                assert home in trail, name


def test_linked_data_of_every_page_can_be_read(sites: Sites) -> None:
    for name, page in sites.pages.items():
        if not name.endswith("404.html"):
            graph = json.loads(page.json_ld)["@graph"]
            assert graph[0]["@type"] == "BreadcrumbList", name
            assert all(node["@type"] for node in graph), name


def test_the_index_of_site_maps_lists_every_site_and_they_list_every_page(sites: Sites) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = ET.parse(sites.folder / "sitemap-index.xml")
    maps = [loc.text or "" for loc in index.iter(f"{space}loc")]
    listed = set()
    for address in maps:
        assert address.startswith(ORIGIN)
        listed |= {loc.text for loc in ET.parse(sites.folder / address.removeprefix(ORIGIN)).iter(f"{space}loc")}
    pages = {ORIGIN + name.removesuffix("index.html") for name in sites.pages if not name.endswith("404.html")}
    assert listed == pages
    assert f"Sitemap: {ORIGIN}sitemap-index.xml" in (sites.folder / "robots.txt").read_text(encoding="utf-8")


def test_search_indexes_lead_to_pages(sites: Sites) -> None:
    for home in sites.homes:
        folder = home.removesuffix("index.html")
        index = json.loads((sites.folder / folder / "search/search_index.json").read_text(encoding="utf-8"))
        assert index["docs"], home
        for doc in index["docs"]:
            assert f"{folder}{doc['location']}index.html" in sites.pages
            assert doc["title"]


def test_the_finder_leads_to_sites(sites: Sites) -> None:
    for portal in ("", "ru/"):
        items = json.loads((sites.folder / portal / "finder.json").read_text(encoding="utf-8"))["items"]
        assert {sites.target(f"{portal}index.html", item[1]) for item in items} == {
            home for home in sites.homes if home.startswith("org/") and home.endswith("ru/index.html") == bool(portal)
        }


def test_no_file_holds_a_personal_number(sites: Sites) -> None:
    for name in sites.files:
        if "assets" not in name.split("/"):
            found = [number for number in TWELVE_DIGITS.findall((sites.folder / name).read_bytes()) if is_iin(number.decode())]
            assert found == [], name
