"""An education organisation as its `organisation.yml` describes it, before and after inheritance.

`OrganisationRecord` is what one file says; `Organisation` is what the organisation is once the settings of its
ancestors have been inherited. Fields follow Order No. 503, item 3 (hierarchy) and item 4 (regional belonging).
"""

from dataclasses import dataclass
from typing import Literal

from edu_site.model.record import record

Language = Literal["kk", "ru"]
LANGUAGES: tuple[Language, ...] = ("kk", "ru")

Level = Literal["republic", "region", "city", "district", "organisation"]
OrganisationKind = Literal[
    "ministry",
    "education_department",
    "education_section",
    "methodical_cabinet",
    "school",
    "primary_school",
    "ungraded_school",
    "gymnasium",
    "lyceum",
    "boarding_school",
    "kindergarten",
    "nursery_kindergarten",
    "college",
]


@record
class Texts:
    """One text in both languages."""

    kk: str
    ru: str

    def of(self, language: Language) -> str:
        return self.kk if language == "kk" else self.ru


@record
class Contacts:
    phone: str = ""
    email: str = ""
    working_hours: Texts | None = None
    reception: Texts | None = None  # hours in which the head receives citizens


@record
class Head:
    name: Texts
    position: Texts


@record
class Figure:
    """A published number about the organisation itself, with where it comes from."""

    value: str
    label: Texts
    source: Texts | None = None


@record
class MenuEntry:
    """A link added to the menu: to a page of the organisation or to an https address."""

    title: Texts
    url: str


@record
class Menu:
    hide: tuple[str, ...] = ()  # sections left out although they have items
    add: tuple[MenuEntry, ...] = ()


@record
class Disclosure:
    """Settings of the disclosure policy an organisation may tighten, never loosen (minimum_group >= 5)."""

    minimum_group: int = 10


@record
class OrganisationRecord:
    """`organisation.yml`. What is None or empty in the inheritable part comes from the nearest ancestor that has it."""

    name: Texts
    level: Level
    kind: OrganisationKind
    id: str | None = None  # defaults to the folder's name; unique in the whole republic
    parent: str | None = None  # defaults to the organisation whose folder holds this one
    short_name: Texts | None = None
    kato: str
    bin: str | None = None
    languages_of_instruction: tuple[Language, ...] = ()
    address: Texts | None = None
    coordinates: tuple[float, float] | None = None  # latitude, longitude in degrees, WGS 84
    site: str | None = None  # own address, https://; without it the site lives under the portal
    head: Head | None = None
    founded: int | None = None
    learners: int | None = None  # shown rounded to 5 and hidden under 10
    figures: tuple[Figure, ...] = ()
    ejournal: str | None = None
    about: Texts | None = None
    demonstration: bool | None = None
    # inherited
    brand: str | None = None
    rule_packs: tuple[str, ...] | None = None
    contacts: Contacts | None = None
    menu: Menu | None = None
    disclosure: Disclosure | None = None
    utc_offset: str | None = None


@record
class Organisation:
    """An organisation of the tree with its inherited settings; `path_ids` runs from the republic to the parent."""

    id: str
    parent_id: str | None
    path_ids: tuple[str, ...]
    folder: str  # relative to content/, "" for the root
    record: OrganisationRecord
    brand: str
    rule_packs: tuple[str, ...]
    contacts: Contacts
    menu: Menu
    disclosure: Disclosure
    utc_offset: str
    demonstration: bool

    def name(self, language: Language) -> str:
        return self.record.name.of(language)

    def short_name(self, language: Language) -> str:
        return (self.record.short_name or self.record.name).of(language)


@dataclass(frozen=True, slots=True)
class Tree:
    """All readable organisations by id, in order of their paths; `broken` holds the ids of those with errors, readable or
    not: their last good sites stay."""

    organisations: dict[str, Organisation]
    broken: frozenset[str]

    def children(self, organisation_id: str) -> tuple[Organisation, ...]:
        return tuple(o for o in self.organisations.values() if o.parent_id == organisation_id)
