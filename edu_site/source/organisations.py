"""Rules for one organisation's record, and for all of them together.

In: typed records with their nodes. Out: problems. Codes follow DOMAIN: KATO parents by zeroing groups, BIN check digit.
"""

import re
from collections.abc import Iterator

from edu_site.model.content import KINDS
from edu_site.model.organisation import LANGUAGES, Organisation, OrganisationRecord
from edu_site.problems import Problem, Where, check_digit
from edu_site.source.files import NAME
from edu_site.source.registers import Registers
from edu_site.source.schema import LINK, locate, shown
from edu_site.source.yaml import Mapping

KATO = re.compile(r"^[0-9]{9}\Z")
BIN = re.compile(r"^[0-9]{12}\Z")
SITE = re.compile(r"^https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::[0-9]{2,5})?/\Z")
PHONE = re.compile(r"^\+7 ?\(?\d{3,5}\)?[\d -]{5,12}\Z")
EMAIL = re.compile(r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+\Z")
OWN_PAGE = re.compile(r"^[a-z0-9][a-z0-9-]*/(?:[a-z0-9][a-z0-9-]*/)?\Z")  # of the organisation's own site
OFFSET = re.compile(r"^[+-](?:0\d|1[0-4]):[0-5]\d\Z")
LATITUDES, LONGITUDES = (40.5, 55.5), (46.4, 87.4)  # the extent of Kazakhstan in degrees
FOUNDED = (1700, 2100)
SECTIONS = (*KINDS, "progress")  # what a menu can hide
DEPTH = {"republic": 0, "region": 1, "city": 2, "district": 2, "organisation": 3}


def check_record(record: OrganisationRecord, node: Mapping, registers: Registers, *, is_root: bool) -> Iterator[Problem]:
    """What is wrong with one record, regardless of the others."""

    def at(*path: str | int) -> Where:
        return locate(node, path, key=False)

    for language in LANGUAGES:
        if not record.name.of(language).strip():
            yield Problem(at("name", language), "S01", {"field": f"name.{language}"})
    if is_root and record.level != "republic":
        yield Problem(at("level"), "O16")
    if record.id is not None and not NAME.match(record.id):
        yield Problem(at("id"), "F05", {"name": record.id})
    if not KATO.match(record.kato) or record.kato not in registers.kato:
        yield Problem(at("kato"), "O05", {"value": record.kato})
    if record.founded is not None and not FOUNDED[0] <= record.founded <= FOUNDED[1]:
        yield Problem(at("founded"), "S13", {"field": "founded", "value": str(record.founded)})
    if record.bin is not None and (reason := bin_fault(record.bin)):
        yield Problem(at("bin"), "O06", {"value": shown(record.bin), "reason": reason})
    if record.coordinates and not in_kazakhstan(*record.coordinates):
        yield Problem(at("coordinates"), "O07", {"value": f"{record.coordinates[0]}, {record.coordinates[1]}"})
    if record.site is not None and not SITE.match(record.site):
        yield Problem(at("site"), "O08", {"value": record.site})
    if record.utc_offset is not None and not OFFSET.match(record.utc_offset):
        yield Problem(at("utc_offset"), "O11", {"value": record.utc_offset})
    elif record.utc_offset not in (None, "+05:00"):
        yield Problem(at("utc_offset"), "S12", {"value": record.utc_offset or ""})
    yield from check_settings(record, node, registers)


def check_settings(record: OrganisationRecord, node: Mapping, registers: Registers) -> Iterator[Problem]:
    """The inheritable part: brand, rule packs, contacts, menu, disclosure."""

    def at(*path: str | int) -> Where:
        return locate(node, path, key=False)

    if record.brand and record.brand not in registers.brands:
        yield Problem(at("brand"), "O13", {"value": record.brand, "allowed": ", ".join(registers.brands)})
    for number, pack in enumerate(record.rule_packs or ()):
        if pack not in registers.rule_packs:
            values = {"value": pack, "allowed": ", ".join(registers.rule_packs)}
            yield Problem(at("rule_packs", number), "O21", values)
    contacts = record.contacts
    if contacts and contacts.phone and not PHONE.match(contacts.phone):
        yield Problem(at("contacts", "phone"), "O20", {"value": contacts.phone})
    if contacts and contacts.email and not EMAIL.match(contacts.email):
        yield Problem(at("contacts", "email"), "O20", {"value": contacts.email})
    for number, section in enumerate(record.menu.hide if record.menu else ()):
        if section not in SECTIONS:
            yield Problem(at("menu", "hide", number), "O22", {"value": section, "allowed": ", ".join(SECTIONS)})
    for number, entry in enumerate(record.menu.add if record.menu else ()):
        if not LINK.match(entry.url) and not OWN_PAGE.match(entry.url):
            yield Problem(at("menu", "add", number, "url"), "C11", {"value": shown(entry.url)})
    if record.disclosure and record.disclosure.minimum_group < 5:
        yield Problem(at("disclosure", "minimum_group"), "O14")
    if record.ejournal and not LINK.match(record.ejournal):
        yield Problem(at("ejournal"), "C11", {"value": shown(record.ejournal)})


def bin_fault(number: str) -> str:
    """Why a BIN is none, "" when it is one: twelve digits, fifth 4 to 6, the check digit of its first eleven."""
    if not BIN.match(number):
        return "12 digits"
    if number[4] not in "456":
        return "fifth digit"
    if check_digit(number[:11]) != int(number[11]):
        return "check digit"
    return ""


def in_kazakhstan(latitude: float, longitude: float) -> bool:
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def check_together(organisations: dict[str, Organisation]) -> Iterator[Problem]:
    """What is wrong between records: repeated names, numbers and addresses; territories and levels that do not fit."""
    seen: dict[tuple[str, str], Organisation] = {}
    for organisation in organisations.values():
        yield from repeated(organisation, seen)
        parent = organisations.get(organisation.parent_id or "")
        if parent:
            yield from misplaced(organisation, parent)


def repeated(organisation: Organisation, seen: dict[tuple[str, str], Organisation]) -> Iterator[Problem]:
    record = organisation.record
    checks = [
        ("O09", "name", record.name.kk.casefold()),
        ("O15", "bin", record.bin or ""),
        ("O10", "site", record.site or ""),
    ]
    for code, field, value in checks:
        other = seen.setdefault((field, value), organisation) if value else organisation
        if other is not organisation:
            values = {"value": value, "other": f"content/{other.folder}"}
            yield Problem(file_of(organisation), code, values, organisation.id)


def misplaced(organisation: Organisation, parent: Organisation) -> Iterator[Problem]:
    code, above = organisation.record.kato, parent.record.kato
    territory = above.rstrip("0")
    if parent.record.level != "republic" and not code.startswith(territory[: 2 if len(territory) <= 2 else 4]):
        yield Problem(file_of(organisation), "O12", {"value": code, "parent": above}, organisation.id)
    level, upper = organisation.record.level, parent.record.level
    if DEPTH[level] < DEPTH[upper] or (level == "republic"):
        yield Problem(file_of(organisation), "O17", {"value": level, "parent": upper}, organisation.id)
    if 5 <= organisation.disclosure.minimum_group < parent.disclosure.minimum_group:
        yield Problem(file_of(organisation), "O14", organisation_id=organisation.id)


def file_of(organisation: Organisation) -> Where:
    return Where(f"content/{organisation.folder}/organisation.yml".replace("//", "/"))
