"""The corpus as other generators want it: one page a record, words in place of codes, links in place of references.

In: the organisations of a corpus. Out: `Page` values in the order of the tree: what edu-site makes of the corpus, page by page (items,
lists, archives, contacts, site maps, pages not found, catalogue). Lists hold no entries: which items they show is the generator's work,
as it is edu-site's. Making them is not measured.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.builds.corpus import MIX, Place, published, seminar_day, written_text
from benchmarks.builds.texts import LANGUAGES

SECTIONS = ("news", "materials", "seminars", "services", "documents")  # pages stand at the top, without a list
CSV = "топ,сағат\nбірінші,12\nекінші,9\n"  # every file to download
YEARS = ("2026", "2025")
NOTE = re.compile(r'^!!! note "(.+)"\n {4}(.+)$', re.MULTILINE)
REFERENCE = re.compile(r"\]\(ref:([^)]+)\)")
Admonition = Callable[[str, str], str]  # title, text -> the peer's Markdown


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one language. `path` is below the organisation's home; front matter is JSON, which all peers read fastest."""

    place: Place
    language: str
    kind: str
    path: str
    title: str
    front: dict[str, Any] = field(default_factory=dict)
    body: str = ""


@cache
def words(language: str) -> dict[str, str]:
    """Labels of the pages, by name."""
    rows = [line.split("\t") for line in Path(__file__).with_name("words.tsv").read_text(encoding="utf-8").splitlines()]
    return {row[0]: row[1 + LANGUAGES.index(language)] for row in rows}


def home_url(organisation_id: str, language: str) -> str:
    """Kazakh at the root, Russian below `/ru/`, as these generators do it by themselves."""
    return ("/ru" if language == "ru" else "") + ("/" if organisation_id == "republic" else f"/org/{organisation_id}/")


def pages(places: Sequence[Place], admonition: Admonition) -> Iterator[Page]:
    """Every page of every organisation in both languages."""
    for place in places:
        for language in LANGUAGES:
            yield from own_pages(place, places, language)
            yield from items(place, language, admonition)


def own_pages(place: Place, places: Sequence[Place], language: str) -> Iterator[Page]:
    """What the program adds to the items."""
    said = words(language)
    organisation = facts_of(place, places, language)
    yield Page(place, language, "home", "", name(place, language), {"organisation": organisation})
    yield from (Page(place, language, "list", f"{section}/", said[section]) for section in SECTIONS)
    yield Page(place, language, "archive", "archive/", said["archive"], {"years": YEARS})
    yield from (
        Page(place, language, "year", f"archive/{year}/", f"{said['archive']} {year}", {"year": year}) for year in YEARS
    )
    yield Page(place, language, "contacts", "contacts/", said["contacts"])
    yield Page(place, language, "site-map", "site-map/", said["site_map"])
    yield Page(place, language, "missing", "404.html", said["not_found"])
    if place.level != "organisation":
        yield Page(place, language, "organisations", "organisations/", said["organisations"], {"ids": organisation["below"]})
    if place.level == "republic":
        yield from catalogue(place, places, language)


def catalogue(republic: Place, places: Sequence[Place], language: str) -> Iterator[Page]:
    """The portal's lists of organisations by region, district, kind and language of instruction."""
    others = places[1:]
    facets = {
        f"kind-{kind.replace('_', '-')}": [one for one in others if one.kind == kind]
        for kind in sorted({one.kind for one in others})
    }
    schools = [one for one in others if one.level == "organisation"]
    facets |= {f"language-{one}": schools for one in LANGUAGES}
    parents = {one.id: one.parent for one in places}
    for above in others:
        if above.level in ("region", "district"):
            inside = [
                one for one in others if one.id == above.id or above.id in (one.parent, parents[one.parent or "republic"])
            ]
            facets[f"{above.level}-{above.id}"] = inside
    title = words(language)["catalogue"]
    yield Page(republic, language, "catalogue", "catalogue/", title, {"facets": list(facets)})
    for facet, found in facets.items():
        yield Page(
            republic, language, "organisations", f"catalogue/{facet}/", f"{title}: {facet}", {"ids": [one.id for one in found]}
        )


def items(place: Place, language: str, admonition: Admonition) -> Iterator[Page]:
    side = LANGUAGES.index(language)
    for section, number in MIX[place.level].items():
        for index in range(number):
            written = written_text(place, section, index)
            front = {
                "date": f"{published(index)}T09:00:00+05:00",
                "section": section,
                "summary": written.summary[side],
                **form(section, index, words(language)),
            }
            path = f"item-{index:02}/" if section == "pages" else f"{section}/item-{index:02}/"
            body = NOTE.sub(lambda found: admonition(found[1], found[2]), written.body[side])
            body = REFERENCE.sub(lambda found: f"]({target(found[1], place, language)})", body)
            yield Page(place, language, "item", path, written.title[side], front, body)


def target(reference: str, place: Place, language: str) -> str:
    return f"{home_url(place.id, language)}{reference}/" if "/" in reference else home_url(reference, language)


def form(section: str, index: int, said: dict[str, str]) -> dict[str, Any]:
    """What the record says besides its text: facts as label and value, lists, files."""
    match section:
        case "materials":
            grade = f"{index % 7 + 5} {said['grade'].lower()}"
            pairs = [("subject", said["mathematics"]), ("grade", grade), ("material_kind", said["lesson_plan"])]
            return {"facts": labelled(pairs, said)}
        case "seminars":
            day = seminar_day(index)
            pairs = [("when", f"{day} 10:00–13:00"), ("format", said["offline"]), ("place", said["hall"])]
            pairs += [("audience", said["for_teachers"]), ("seminar_kind", said["training"])]
            parts = {"title": said["programme"], "items": [said[f"part_{number}"] for number in (1, 2, 3)]}
            return {"facts": labelled(pairs, said), "lists": [parts], "day": f"{day}T10:00:00+05:00"}
        case "services":
            pairs = [("term", said["days"]), ("cost", said["free"])]
            needed = {"title": said["needed"], "items": [said["application"], said["certificate"]]}
            return {
                "facts": labelled(pairs, said),
                "lists": [needed, {"title": said["steps"], "items": [said["step_1"], said["step_2"]]}],
            }
        case "documents":
            pairs = [("document_kind", said["order"]), ("number", str(index + 1))]
            return {"facts": labelled(pairs, said), "files": [{"name": f"item-{index:02}.csv", "title": said["table"]}]}
        case _:
            return {}


def labelled(pairs: list[tuple[str, str]], said: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": said[label], "value": value} for label, value in pairs]


def name(place: Place, language: str) -> str:
    return place.name[LANGUAGES.index(language)]


def short_name(place: Place, language: str) -> str:
    return name(place, language).split(", ")[0]


def facts_of(place: Place, places: Sequence[Place], language: str) -> dict[str, Any]:
    """What every page of an organisation says about it."""
    found = {one.id: one for one in places}
    line = []
    above = place
    while above.parent:
        above = found[above.parent]
        line.append({"name": short_name(above, language), "url": home_url(above.id, language)})
    return {
        "id": place.id,
        "root": home_url(place.id, "kk"),
        "name": name(place, language),
        "short": short_name(place, language),
        "level": words(language)[f"level_{place.level}"],
        "url": home_url(place.id, language),
        "above": line[::-1],
        "below": [one.id for one in places if one.parent == place.id],
        "kato": place.kato,
        "learners": 640 if place.level == "organisation" else 0,
        "address": ("Орталық көше, 1", "Центральная улица, 1")[LANGUAGES.index(language)],
        "phone": "+7 (7172) 00-00-01",
        "email": f"{place.id}@bilim.example",
    }


def front_matter(front: dict[str, Any]) -> str:
    return json.dumps(front, ensure_ascii=False)
