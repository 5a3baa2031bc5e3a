"""The registers content is checked against: KATO codes, subjects, brands, rule packs.

In: the folders of a project. Out: one frozen `Registers`. A project without its own `data/` uses what is delivered.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from edu_site.model.organisation import Texts
from edu_site.places import delivered
from edu_site.source.yaml import Mapping, Scalar, read_yaml


@dataclass(frozen=True, slots=True)
class Registers:
    kato: frozenset[str]
    subjects: dict[str, Texts]
    brands: tuple[str, ...]
    rule_packs: tuple[str, ...]


def read_registers(project: Path) -> Registers:
    """The registers of a project; a folder it does not have is taken from the program. Raises OSError for neither."""
    data, themes = found(project, "data"), found(project, "themes")
    return Registers(
        kato=read_kato(first_file(data, delivered("data"), "kato.csv")),
        subjects=read_texts(first_file(data, delivered("data"), "code_lists/subjects.yml")),
        brands=tuple(sorted(path.parent.name for path in themes.glob("*/brand.css"))),
        rule_packs=tuple(sorted(path.stem for path in (data / "rule_packs").glob("*.yml")))
        or tuple(sorted(path.stem for path in (delivered("data") / "rule_packs").glob("*.yml"))),
    )


def found(project: Path, name: str) -> Path:
    own = project / name
    return own if own.is_dir() else delivered(name)


def first_file(own: Path, other: Path, name: str) -> Path:
    return own / name if (own / name).is_file() else other / name


def read_kato(path: Path) -> frozenset[str]:
    """The nine-digit codes of the register of the National Bureau of Statistics."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        column = next(rows, ["kato"]).index("kato")
        return frozenset(row[column] for row in rows if len(row) > column)


def read_texts(path: Path) -> dict[str, Texts]:
    """A code list: key -> kk and ru."""
    node, _problems = read_yaml(path.read_text(encoding="utf-8"), path.name)
    entries = node.entries if node else ()
    return {key.text or "": Texts(kk=text_of(value, "kk"), ru=text_of(value, "ru")) for key, value in entries}


def text_of(node: object, name: str) -> str:
    value = node.get(name) if isinstance(node, Mapping) else None
    return value.text or "" if isinstance(value, Scalar) else ""


def read_csv(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows of a CSV text with commas. Raises ValueError for a ragged row, csv.Error for broken quotes."""
    rows = [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text.rstrip("\n")), strict=True)]
    if not rows or not rows[0]:
        raise ValueError("no header")
    if len(set(rows[0])) < len(rows[0]):
        raise ValueError("two columns of one name")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]):
            raise ValueError(f"row {number} has {len(row)} cells, the header has {len(rows[0])}")
    return rows[0], tuple(rows[1:])
