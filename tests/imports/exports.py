"""Exports as e-journals write them, and what becomes of them: the few lines every import test begins with."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

import duckdb

from edu_site.problems import check_digit
from edu_site.progress.child import texts_of
from edu_site.progress.importing import Imported, import_file
from edu_site.progress.job import Answer, Job
from edu_site.progress.layouts import Profiles
from edu_site.progress.limits import Limits
from edu_site.progress.parent import answer_of, opened
from edu_site.progress.profiles import read_calendars, read_profiles
from edu_site.progress.reading import read_all
from edu_site.progress.records import Records
from edu_site.values import to_json

ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 24)
MOMENT = "2026-11-24T10:00:00+05:00"
SCHOOL = "semey-school-12"
HEADER = "school_year,term,class,language,sex,pupil,subject,mark"
CANARY = "Құралайқызы Тотыбикеш"


def iins(count: int, born: str = "120315") -> tuple[str, ...]:
    """Valid personal numbers of nobody, girls and boys by turns."""
    elevens = (f"{born}{5 + number % 2}{number:04}" for number in range(100, 10_000))
    whole = (eleven + str(digit) for eleven in elevens if (digit := check_digit(eleven)) is not None)
    return tuple(islice(whole, count))


PUPILS = iins(400)
CANARY_IIN = PUPILS[0]
GIRL, BOY = (next(number for number in PUPILS if int(number[6]) % 2 == sex) for sex in (0, 1))
WRONG = PUPILS[0][:-1] + str((int(PUPILS[0][-1]) + 1) % 10)


@cache
def shipped() -> Profiles:
    profiles, problems = read_profiles(ROOT)
    assert problems == ()
    return profiles


def job(path: Path, **changes: object) -> Job:
    """An import as the command would start it."""
    years, _problems = read_calendars(ROOT)
    made = Job(
        path=path,
        organisation=SCHOOL,
        profile=None,
        profiles=shipped(),
        settings={},
        language="",
        years=years,
        today=TODAY,
        secret=b"a secret of thirty-two bytes .. ",
        source_digest="",
        limits=Limits(seconds=20),
    )
    if isinstance(changes.get("profile"), str):
        changes["profile"] = shipped().profiles[str(changes["profile"])]
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Result:
    imported: Imported
    records: Records

    @property
    def told(self) -> list[str]:
        """`CODE row:column`, in order."""
        return [f"{one.code} {one.where.line}:{one.where.column}" for one in self.imported.problems]

    @property
    def codes(self) -> set[str]:
        return {one.code for one in self.imported.problems}

    def rows(self, kind: str = "marks") -> list[tuple[object, ...]]:
        """All records of a kind, without the pupils' hashes."""
        files = [str(path) for path in sorted(self.records.folder.glob(f"{kind}/**/*.parquet"))]
        if not files:
            return []
        columns = "* EXCLUDE (organisation, pupil, worth)" if kind == "marks" else "* EXCLUDE (organisation)"
        return duckdb.sql(f"SELECT {columns} FROM read_parquet({files}) ORDER BY ALL").fetchall()


def load(folder: Path, path: Path, *, confirmed: bool = False, **changes: object) -> Result:
    records = Records(folder / "records")
    return Result(import_file(job(path, **changes), records, MOMENT, confirmed, read_here), records)


def load_apart(folder: Path, path: Path, **changes: object) -> Result:
    """The same in a process of its own, as the command does it."""
    records = Records(folder / "records")
    return Result(import_file(job(path, **changes), records, MOMENT, False), records)


def read_here(job: Job, folder: Path) -> list[Answer]:
    """Reads a file in this process, which is four times as fast; what is told passes the same door."""
    answers = []
    for place, (own, answer, tables) in enumerate(read_all(job)):
        with opened(folder / str(place)) as files:
            for kind, lines in texts_of(tables, own.organisation, answer.school_year).items():
                files[kind].writelines(line.encode() for line in lines)
        answers.append(answer_of(to_json(answer)))
    return answers


def text(folder: Path, content: str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def tidy(folder: Path, rows: Iterable[str], header: str = HEADER, name: str = "export.csv", encoding: str = "utf-8") -> Path:
    return text(folder, "\n".join([header, *rows]) + "\n", name, encoding)


def row(
    pupil: int | str = 0, mark: str = "5", term: str = "Q1", label: str = "7Ә", subject: str = "algebra", sex: str = "f"
) -> str:
    number = PUPILS[pupil] if isinstance(pupil, int) else pupil
    return f"2026-2027,{term},{label},kk,{sex},{number},{subject},{mark}"


REGISTER = f"""Учебный год;2026-2027
Класс;7Ә
Язык обучения;казахский
Предмет;Алгебра
Период;1 четверть
№;ФИО;Пол;Сентябрь;;;Октябрь;;Оценка за период
;;;2;7;9;5;12;
1;{CANARY};ж;5;;Н;О 4;3/3;4
2;Әбенова Жібек;ж;;Б;;;;5
3;Серік Нұрлан;м;4;;;у;;н/а
Итого;;;;;;;;
"""
