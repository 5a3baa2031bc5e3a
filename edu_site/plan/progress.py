"""The section `progress`: figures of the whole, by subject and grade, attendance, a page for parents, the method.

In: a `Writer` whose organisation has published tables. Out: pages with their tables already chosen; comparisons come from the
headlines of the other organisations, so no page waits for another site. An organisation without tables has no such section.
"""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import Any

from edu_site.model.addresses import language_folder, relative
from edu_site.model.entries import ProgressContent
from edu_site.model.organisation import Organisation
from edu_site.model.plan import FilePlan, PagePlan
from edu_site.model.progress import (
    FigureFile,
    FigureLine,
    FigureTable,
    Headline,
    LabelKind,
    Part,
    PeerCount,
    ProgressSubject,
    ReleasePlan,
    is_whole,
    periods,
)
from edu_site.model.safe import Band, Cell, NotAvailable, SafeRow
from edu_site.model.sorting import sort_key
from edu_site.plan.figure_files import as_csv, as_json, both, resource
from edu_site.plan.figures import cell_of, headline_of, only_dimension, peer_key, rows_of, size_class
from edu_site.plan.sections import has_progress
from edu_site.plan.writer import Writer

ROOT = "progress/"
PART_URLS: dict[Part, str] = {
    "overview": ROOT,
    "subjects": f"{ROOT}subjects/",
    "attendance": f"{ROOT}attendance/",
    "parents": f"{ROOT}parents/",
    "method": f"{ROOT}method/",
}
PART_TITLES: dict[Part, str] = {
    "overview": "Progress and attendance",
    "subjects": "Figures by subject and grade",
    "attendance": "Attendance and missed lessons",
    "parents": "For parents: marks, terms, e-journal",
    "method": "How the figures are made",
}
KEY_INDICATORS = ("progress", "quality_marks", "progress_pupils", "quality_pupils", "mean_mark", "attendance")
MARK_INDICATORS = (
    "progress",
    "quality_marks",
    "progress_pupils",
    "quality_pupils",
    "mean_mark",
    "sou_assessed",
    "sou_roll",
    "not_assessed",
)
SHARES = ("share_5", "share_4", "share_3", "share_2")
ATTENDANCE = ("attendance", "missed_illness", "missed_excused", "missed_unexcused", "missed_not_ill", "late")
PEERS_SHOWN = 10
Groups = dict[str, dict[str | int, dict[str, Cell]]]


def progress_pages(writer: Writer) -> Iterator[PagePlan]:
    """The pages of the section; none without published figures."""
    found = writer.content.progress
    headline = headline_of(found.tables) if found and has_progress(writer) else None
    if found is None or headline is None:
        return
    for part, url in PART_URLS.items():
        subject = subject_of(writer, part, found, headline)
        trail = ((writer.words("Progress and attendance"), ROOT),) if part != "overview" else ()
        yield writer.page(url, writer.words(PART_TITLES[part]), subject, trail=trail, menu_url=ROOT)


def subject_of(writer: Writer, part: Part, found: ProgressContent, headline: Headline) -> ProgressSubject:
    url = PART_URLS[part]
    last = found.tables[-1]
    peers = peers_of(writer, headline) if part == "overview" else ()
    return ProgressSubject(
        part=part,
        school_year=headline.school_year,
        term=headline.term,
        headline=headline,
        indicators=found.indicators,
        tables=tuple(downloadable(writer, url, table) for table in tables_of(writer, part, found, headline)),
        parts=tuple((other, relative(url, target)) for other, target in PART_URLS.items() if other != part),
        releases=releases(writer, url, found),
        policy_digest=last.policy_digest,
        rules_version=last.rules_version,
        source_digest=last.source_digest,
        package_url=data_href(writer, url, "datapackage.json"),
        peers=tuple(peer_counts(headline, peers)),
        number_of_peers=len(peers),
        size_class=size_class(headline.enrolment),
        calendar=found.calendar if part == "parents" else None,
        assessment=found.assessment if part == "parents" else None,
    )


def data_href(writer: Writer, page_url: str, name: str) -> str:
    """The href of a data file: they lie once, beside the Kazakh pages."""
    return relative(language_folder(writer.language) + page_url, f"{ROOT}data/{name}")


def releases(writer: Writer, page_url: str, found: ProgressContent) -> tuple[ReleasePlan, ...]:
    """The releases with the hrefs of their files, latest first."""
    told = []
    for table, files in reversed(tuple(zip(found.tables, found.files, strict=True))):
        name, certificate = table.release.id, files.certificate
        told.append(
            ReleasePlan(
                release=table.release,
                table_url=data_href(writer, page_url, f"{name}.json"),
                certificate_url=data_href(writer, page_url, f"{name}-certificate.json") if certificate else "",
                signature_url=data_href(writer, page_url, f"{name}-certificate.sig")
                if certificate and certificate.signature
                else "",
                signed_by=certificate.signed_by if certificate else "",
                key_id=certificate.key_id if certificate else "",
            )
        )
    return tuple(told)


# ---------------------------------------------------------------- tables


def tables_of(writer: Writer, part: Part, found: ProgressContent, headline: Headline) -> tuple[FigureTable, ...]:
    """The tables of a page that have anything in them."""
    return tuple(table for table in candidates(writer, part, found, headline) if table is not None)


def candidates(writer: Writer, part: Part, found: ProgressContent, headline: Headline) -> Iterator[FigureTable | None]:
    """What a page would show if there were anything in it."""
    if part == "overview":
        yield trend("trend", found, KEY_INDICATORS)
        yield trend("years", found, KEY_INDICATORS, years=True)
        yield trend("distribution", found, SHARES)
        yield comparison(writer, headline)
        yield peer_table(writer, headline)
        yield below(writer, headline)
    elif part in ("subjects", "attendance"):
        groups = by_dimension(rows_of(found.tables, (headline.school_year, headline.term)))
        if part == "subjects":
            for name, dimension in (("subjects", "subject"), ("grades", "grade"), ("languages", "language"), ("sexes", "sex")):
                yield by(name, dimension, groups, MARK_INDICATORS)  # type: ignore[arg-type]
        else:
            yield trend("attendance", found, ATTENDANCE)
            yield by("attendance-by-grade", "grade", groups, ATTENDANCE)


def table_of(
    name: str, kind: LabelKind, indicators: tuple[str, ...], lines: Iterable[FigureLine], *, least: int = 1
) -> FigureTable | None:
    """A table without columns and rows that say nothing; None with fewer than `least` rows."""
    rows = [line for line in lines if any(map(is_known, line.cells))]
    used = [n for n in range(len(indicators)) if any(is_known(line.cells[n]) for line in rows)]
    if len(rows) < least or not used:
        return None
    kept = tuple(
        FigureLine(label=line.label, name=line.name, url=line.url, cells=tuple(line.cells[n] for n in used)) for line in rows
    )
    return FigureTable(id=name, kind=kind, indicators=tuple(indicators[n] for n in used), lines=kept)


def is_known(cell: Cell | None) -> bool:
    return cell is not None and not isinstance(cell, NotAvailable)


def trend(name: str, found: ProgressContent, indicators: tuple[str, ...], *, years: bool = False) -> FigureTable | None:
    """The whole organisation, term after term or year after year."""
    lines = []
    for period in (one for one in periods(found.tables) if (one[1] == "Y") is years):
        whole = [row for row in rows_of(found.tables, period) if is_whole(row)]
        lines.append(FigureLine(label=" ".join(period), cells=tuple(cell_of(whole, one) for one in indicators)))
    return table_of(name, "term", indicators, lines)


def by_dimension(rows: Iterable[SafeRow]) -> Groups:
    """Rows about one value of one dimension and all of the others: dimension -> value -> indicator -> cell."""
    groups: Groups = {}
    for row in rows:
        dimension = only_dimension(row)
        if dimension:
            values = groups.setdefault(dimension, {})
            values.setdefault(getattr(row, dimension), {})[row.indicator] = row.cell
    return groups


def by(name: str, dimension: LabelKind, groups: Groups, indicators: tuple[str, ...]) -> FigureTable | None:
    """The values of one dimension in the latest term."""
    lines = [
        FigureLine(label=str(value), cells=tuple(cells.get(one) for one in indicators))
        for value, cells in sorted(groups.get(dimension, {}).items())
    ]
    return table_of(name, dimension, indicators, lines)


# ---------------------------------------------------------------- comparisons


def same_term(one: Headline | None, other: Headline) -> bool:
    return one is not None and (one.school_year, one.term) == (other.school_year, other.term)


def line_of(writer: Writer, organisation: Organisation, page_url: str, term: Headline) -> FigureLine:
    """An organisation's headline as a row; cells stay empty when its latest term is another one."""
    headline = writer.index.headlines.get(organisation.id)
    cells: tuple[Cell | None, ...] = (None,) * len(KEY_INDICATORS)
    if headline is not None and same_term(headline, term):
        cells = tuple(headline.cell(one) for one in KEY_INDICATORS)
    own = organisation.id == writer.organisation.id
    url = "" if own else writer.to(page_url, organisation, ROOT)
    return FigureLine(label=organisation.id, name=organisation.short_name(writer.language), url=url, cells=cells)


def comparison(writer: Writer, headline: Headline) -> FigureTable | None:
    """This organisation and those above it, up to the republic."""
    known = writer.index.organisations
    chain = [writer.organisation, *(known[name] for name in reversed(writer.organisation.path_ids))]
    lines = [line_of(writer, one, ROOT, headline) for one in chain]
    return table_of("comparison", "organisation", KEY_INDICATORS, lines, least=2)


def peers_of(writer: Writer, headline: Headline) -> tuple[Headline, ...]:
    """Organisations of the same kind and size class with figures of the same term; above schools, of the same level."""
    own = writer.organisation
    return tuple(other for other in writer.index.peers.get(peer_key(own, headline), ()) if other.organisation_id != own.id)


def peer_table(writer: Writer, headline: Headline) -> FigureTable | None:
    """The peers by name, those of the same region first."""
    own, known = writer.organisation, writer.index.organisations
    peers = [known[peer.organisation_id] for peer in peers_of(writer, headline)]
    near = [one for one in peers if one.path_ids[1:2] == own.path_ids[1:2]]
    far = [one for one in peers if one.path_ids[1:2] != own.path_ids[1:2]] if len(near) < PEERS_SHOWN else []
    named = [one for group in (near, far) for one in sorted(group, key=lambda o: sort_key(o.short_name(writer.language)))]
    lines = [line_of(writer, one, ROOT, headline) for one in named[:PEERS_SHOWN]]
    name = "peers" if own.record.level == "organisation" else "same-level"
    return table_of(name, "organisation", KEY_INDICATORS, lines)


def below(writer: Writer, headline: Headline) -> FigureTable | None:
    """The organisations directly below."""
    children = writer.index.children.get(writer.organisation.id, ())
    named = sorted(children, key=lambda one: sort_key(one.short_name(writer.language)))
    return table_of("below", "organisation", KEY_INDICATORS, (line_of(writer, one, ROOT, headline) for one in named))


def peer_counts(headline: Headline, peers: Iterable[Headline]) -> Iterator[PeerCount]:
    """How many peers lie wholly above and wholly below the own band; bands that overlap do not tell who is ahead."""
    peers = tuple(peers)
    for indicator in KEY_INDICATORS:
        own = headline.cell(indicator)
        others = [cell for peer in peers if isinstance(cell := peer.cell(indicator), Band)]
        if isinstance(own, Band) and others:
            higher = sum(other.low >= own.high and other.high > own.high for other in others)
            lower = sum(other.high <= own.low and other.low < own.low for other in others)
            yield PeerCount(indicator=indicator, higher=higher, overlapping=len(others) - higher - lower, lower=lower)


# ---------------------------------------------------------------- files


def downloadable(writer: Writer, page_url: str, table: FigureTable) -> FigureTable:
    """A table with its downloads."""
    sizes = (("CSV", len(as_csv(table).encode())), ("JSON", len(as_json(table).encode())))
    files = tuple(
        FigureFile(format=name, url=data_href(writer, page_url, f"{table.id}.{name.lower()}"), size=size)  # type: ignore[arg-type]
        for name, size in sizes
    )
    return dataclasses.replace(table, files=files)


def all_tables(writer: Writer, found: ProgressContent) -> Iterator[FigureTable]:
    """Every table of the section once."""
    headline = headline_of(found.tables)
    if headline is not None:
        for part in PART_URLS:
            yield from tables_of(writer, part, found, headline)


def progress_files(writer: Writer) -> Iterator[FilePlan]:
    """All data files of the section; they are the same for both languages and lie beside the Kazakh pages."""
    found = writer.content.progress
    if found is None or writer.language != "kk" or not has_progress(writer):
        return
    resources = []
    for table in all_tables(writer, found):
        for extension, text in (("csv", as_csv(table)), ("json", as_json(table))):
            yield FilePlan(url=f"{ROOT}data/{table.id}.{extension}", text=text)
            resources.append(resource(table, extension, text))
    package = json.dumps(data_package(writer, found, resources), ensure_ascii=False, indent=1, sort_keys=True)
    yield FilePlan(url=f"{ROOT}data/datapackage.json", text=package + "\n")
    for files in found.files:
        yield FilePlan(url=f"{ROOT}data/{files.release}.json", source=files.table)
        if files.certificate:
            yield FilePlan(url=f"{ROOT}data/{files.release}-certificate.json", source=files.certificate.file)
        if files.certificate and files.certificate.signature:
            yield FilePlan(url=f"{ROOT}data/{files.release}-certificate.sig", source=files.certificate.signature)


def data_package(writer: Writer, found: ProgressContent, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """The descriptor of all files of an organisation."""
    organisation, last = writer.organisation, found.tables[-1]
    return {
        "profile": "tabular-data-package",
        "name": f"progress-{organisation.id}",
        "title": f"{writer.words('Progress and attendance')}. {organisation.name(writer.language)}",
        "titles": {one: f"{said}. {organisation.name(one)}" for one, said in both("Progress and attendance").items()},
        "homepage": writer.address(ROOT).absolute,
        "created": f"{last.release.date.isoformat()}T00:00:00+05:00",
        "version": last.release.id,
        "synthetic": last.synthetic,
        "resources": resources,
    }
