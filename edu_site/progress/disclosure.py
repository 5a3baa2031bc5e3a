"""`protect`: exact counts in, `SafeTable` values out; the only road from counts to what may be published.

Figures of groups that stand in a tree say their bands. Every other figure (mean marks, shares of single marks, whole
organisations over all subjects, grades and sexes of a district) is computed from published bands by interval arithmetic, so
it adds nothing an attacker could use. A hidden cell is `Suppressed` with its reason, never 0 and never left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from edu_site.model.safe import NotApplicable, NotAvailable, Reason, Release, SafeRow, SafeTable
from edu_site.progress.bands import Said, Span, say_all, spans
from edu_site.progress.counts import Counts, bottom_up, total, up_the_tree
from edu_site.progress.coupling import Known, Terms
from edu_site.progress.groups import Dimensions, Family, Group, Place, forest, of_marks, of_missed
from edu_site.progress.indicators import Definitions, Shares
from edu_site.progress.policy import Policy
from edu_site.progress.regions import Region, everything, summed
from edu_site.progress.speaking import WHOLE, Speaker, dimension_order, speaker_of

FIRST_MARKED = 2  # grade 1 has no marks


class Piece(NamedTuple):
    """What is known of a group that is no node of a tree, summed from groups that are. Counts all, so pieces add up."""

    x_low: int
    x_high: int
    y_low: int
    y_high: int
    size: int
    total: int
    single_low: int
    single_high: int
    aside_low: int
    aside_high: int
    roll: int


PieceKey = tuple[Family, Dimensions]
Pieces = dict[PieceKey, Piece]
Nodes = Mapping[PieceKey, tuple[Group, Said]]


@dataclass(slots=True)
class Figures:
    """Everything that will be said about one organisation."""

    nodes: dict[PieceKey, tuple[Group, Said]] = field(default_factory=dict)
    pieces: Pieces = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Protected:
    """The tables to publish and the trees they speak about: what the attack is run on."""

    tables: tuple[SafeTable, ...]
    trees: tuple[Group, ...]
    settled: "Settled"
    rows: Mapping[str, tuple[SafeRow, ...]]  # organisation -> all that follows from what is said, by the same rules as ever

    @property
    def said(self) -> dict[Group, Said]:
        return self.settled.said


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that decides how counts become tables."""

    policy: Policy
    definitions: Definitions
    places: Mapping[str, Place]
    terms: Terms = field(default_factory=dict)  # of a year: what its terms have published (`terms`)


@dataclass(frozen=True, slots=True)
class Source:
    """What a table names besides its figures."""

    release: Release
    digests: Mapping[str, str]  # organisation -> digest of its imported files
    synthetic: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Settled:
    """What was worked out below the groups a forest begins with: regions that were protected, or attacked, apart (`shards`)."""

    said: dict[Group, Said] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    pieces: dict[str, Pieces] = field(default_factory=dict)


def protect(own: Mapping[str, Counts], rules: Rules, source: Source) -> Protected:
    """Tables of every organisation that has counts and of every one above it."""
    return spoken_tables(forest(own, rules.places, rules.policy), own, rules, source, Settled())


def spoken_tables(
    trees: tuple[Group, ...], own: Mapping[str, Counts], rules: Rules, source: Source, settled: Settled
) -> Protected:
    """The same of a forest, some groups of which may be settled already: those organisations have their tables."""
    policy, places = rules.policy, rules.places
    known, done = settled.known, set(settled.pieces)
    said = say_all(trees, policy, rules.definitions.bases, rules.terms, settled.said, known)
    figures = gathered(trees, said, own, places, settled.pieces)
    speaker = speaker_of(policy, rules.definitions, source.release)
    counts = up_the_tree(own, {name: place.parent for name, place in places.items()})
    tables = []
    rows: dict[str, tuple[SafeRow, ...]] = {}
    for name in sorted(set(figures) - done):
        minimum = policy.minimum(places[name].minimum)
        rows[name] = rows_of(figures[name], counts[name], speaker, minimum)
        table = SafeTable(
            organisation=name,
            release=source.release,
            rows=rows[name],
            enrolment=policy.enrolment(enrolment(counts[name]), minimum),
            policy_digest=policy.digest,
            rules_version=rules.definitions.version,
            source_digest=source.digests.get(name, ""),
            synthetic=name in source.synthetic,
        )
        tables.append(table)
    return Protected(tuple(tables), trees, Settled(said, known, {name: one.pieces for name, one in figures.items()}), rows)


def enrolment(counts: Counts) -> int:
    """Pupils on roll: by attendance where there is some, else those who have marks."""
    return sum(row[5] for row in counts.attendance.values()) or sum(map(sum, counts.pupils.values()))


# ------------------------------------------------------------ what is said, by organisation


def gathered(
    trees: Iterable[Group],
    said: Mapping[Group, Said],
    own: Mapping[str, Counts],
    places: Mapping[str, Place],
    settled: Mapping[str, Pieces],
) -> dict[str, Figures]:
    """Nodes of the trees by organisation, and the pieces of organisations summed up the tree."""
    figures: dict[str, Figures] = {}
    for tree in trees:
        for group in tree.walk():
            if group.organisation not in figures:
                figures[group.organisation] = Figures()
            figures[group.organisation].nodes[group.family, group.dimensions] = (group, said[group])
    below: dict[str, dict[PieceKey, list[Piece]]] = {}
    for name, parent in bottom_up(own, {name: place.parent for name, place in places.items()}):
        pieces = below.pop(name, {})
        for key, found in own_pieces(name, own, figures[name].nodes, settled):
            pieces.setdefault(key, []).append(found)
        above = below.setdefault(parent, {}) if parent is not None else {}
        for key, parts in pieces.items():
            figures[name].pieces[key] = found = together(parts)
            above.setdefault(key, []).append(found)
    for name, one in figures.items():
        if name not in settled:
            overall(one)
    return figures


def own_pieces(
    name: str, own: Mapping[str, Counts], nodes: Nodes, settled: Mapping[str, Pieces]
) -> Iterable[tuple[PieceKey, Piece]]:
    """Those an organisation's own counts give, or those of everything below it when that is settled."""
    if name in settled:
        return [(key, piece) for key, piece in settled[name].items() if is_part(key)]
    return pieces_of(name, own[name], nodes) if name in own else ()


def is_part(key: PieceKey) -> bool:
    """Whether a piece is summed up the tree: those over all subjects are made of the others at each level."""
    family, (subject, _grade, _language, _sex) = key
    return family != "marks" or bool(subject)


def together(pieces: list[Piece]) -> Piece:
    return pieces[0] if len(pieces) == 1 else Piece._make(map(sum, zip(*pieces, strict=True)))


def pieces_of(name: str, counts: Counts, nodes: Nodes) -> Iterator[tuple[tuple[Family, Dimensions], Piece]]:
    """An organisation's sexes by subject, its grades and its languages."""
    for subject, sex in sorted(key for key in counts.marks if key[1]):
        one: Dimensions = (subject, None, "", sex)
        told = nodes.get(("marks", one))
        group = told[0] if told else of_marks(name, "marks", 0, counts.marks[subject, sex])
        yield piece(group, one, (subject, None, "", ""), (), nodes)
    for language in sorted({language for language, _grade in counts.pupils}):
        chosen = [marks for key, marks in counts.pupils.items() if key[0] == language]
        yield piece(of_marks(name, "pupils", 0, total(chosen)), ("", None, language, ""), WHOLE, (), nodes)
    for grade in sorted({grade for _language, grade in counts.pupils}):
        chosen = [marks for key, marks in counts.pupils.items() if key[1] == grade]
        finer = tuple(("", grade, language, "") for language, other in counts.pupils if other == grade)
        yield piece(of_marks(name, "pupils", 0, total(chosen)), ("", grade, "", ""), WHOLE, finer, nodes)
    for grade in sorted(counts.attendance):
        one = ("", grade, "", "")
        told = nodes.get(("attendance", one))
        group = told[0] if told else of_missed(name, 0, counts.attendance[grade])
        yield piece(group, one, WHOLE, (), nodes)


def piece(
    group: Group, dimensions: Dimensions, whole: Dimensions, finer: tuple[Dimensions, ...], nodes: Nodes
) -> tuple[tuple[Family, Dimensions], Piece]:
    """A group as far as something is said: of itself, of the same pupils under another name, of its parts; else all is possible."""
    family, aside = group.family, (0, group.aside[1])
    known = nodes.get((family, dimensions)) or (nodes[family, whole] if nodes[family, whole][0].total == group.total else None)
    if known:
        return (family, dimensions), piece_of(group, known[1].region, known[1].single, aside)
    region, single = everything(group.total), (0, group.total)
    if finer and all((family, one) in nodes for one in finer):
        region = summed(nodes[family, one][1].region for one in finer)
        single = spans(nodes[family, one][1].single for one in finer)
    return (family, dimensions), piece_of(group, region, single, aside)


def piece_of(group: Group, region: Region, single: Span, aside: Span) -> Piece:
    return Piece(*region[:4], group.size, group.total, *single, *aside, group.aside[1])


def overall(figures: Figures) -> None:
    """All subjects together, and each sex over all subjects: sums of what is said of the subjects."""
    sums: dict[Dimensions, list[Piece]] = {}
    for (family, dimensions), (group, said) in figures.nodes.items():
        if family == "marks" and is_subject(dimensions):
            sums.setdefault(WHOLE, []).append(piece_of(group, said.region, said.single, said.aside))
    for (family, (subject, _grade, _language, sex)), piece in figures.pieces.items():
        if family == "marks" and subject and sex:
            sums.setdefault(("", None, "", sex), []).append(piece)
    for dimensions, pieces in sums.items():
        figures.pieces["marks", dimensions] = together(pieces)


def is_subject(dimensions: Dimensions) -> bool:
    return bool(dimensions[0]) and not dimensions[3]


# ------------------------------------------------------------ rows


def rows_of(figures: Figures, counts: Counts, speaker: Speaker, minimum: int) -> tuple[SafeRow, ...]:
    """All rows of one organisation's table: its nodes, what is derived from them, and what does not apply; in order."""
    found: dict[Dimensions, list[SafeRow]] = {}
    told = set(figures.nodes)
    for (family, dimensions), (group, said) in figures.nodes.items():
        vague: Reason = "complement" if group.own or not group.parts else "few_organisations"
        reason: Reason = "small_group" if said.shares is None else vague
        found.setdefault(dimensions, []).extend(speaker.rows(family, dimensions, group.size, said.shares, reason))
    sizes = sizes_of(figures)
    for (family, dimensions), piece in figures.pieces.items():
        if (family, dimensions) not in told:
            told.add((family, dimensions))
            size = sizes.get((family, dimensions), piece.size)
            hidden = size < minimum or not piece.total
            shares = None if hidden else shares_of(family, piece, size, speaker.policy)
            reason = "small_group" if hidden else "complement"
            found.setdefault(dimensions, []).extend(speaker.rows(family, dimensions, size, shares, reason))
    for row in empty_rows(told, counts, speaker):
        found.setdefault((row.subject, row.grade, row.language, row.sex), []).append(row)
    in_order = sorted(found, key=dimension_order)
    return tuple(row for one in in_order for row in sorted(found[one], key=attrgetter("indicator")))


def sizes_of(figures: Figures) -> dict[PieceKey, int]:
    """Pupils behind figures over all subjects: those of the largest subject, not one for each mark."""
    found: dict[str, int] = {}
    for (family, (subject, _grade, _language, sex)), piece in figures.pieces.items():
        if family == "marks" and subject and piece.size > found.get(sex, 0):
            found[sex] = piece.size
    whole = max((pair[0].size for key, pair in figures.nodes.items() if key[0] == "marks" and is_subject(key[1])), default=0)
    sizes: dict[PieceKey, int] = {("marks", ("", None, "", sex)): size for sex, size in found.items()}
    return sizes | {("marks", WHOLE): max(whole, found.get("", 0))}


def shares_of(family: Family, piece: Piece, size: int, policy: Policy) -> Shares:
    """The percents of a piece, outward to the borders of its size."""
    borders = policy.borders(size, piece.total)
    x, y = borders.outward(piece.x_low, piece.x_high), borders.outward(piece.y_low, piece.y_high)
    if family == "attendance":
        return Shares(p1=x, p3=y)
    roll = piece.roll
    aside = policy.borders(max(size, 1), roll).outward(piece.aside_low, piece.aside_high) if roll else None
    return Shares(p1=borders.outward(piece.single_low, piece.single_high), p2=x, p3=y, aside=aside)


def empty_rows(told: set[tuple[Family, Dimensions]], counts: Counts, speaker: Speaker) -> Iterator[SafeRow]:
    """Marks of grades that are not marked do not apply; families of which nothing was received are not available."""
    marked = {grade for _language, grade in counts.pupils}
    unmarked = {grade for grade in counts.attendance if grade < FIRST_MARKED}
    for indicator in speaker.indicators:
        if (indicator.family, WHOLE) not in told:
            does_not_apply = indicator.family != "attendance" and unmarked == set(counts.attendance)
            yield speaker.row(indicator.id, WHOLE, NotApplicable() if does_not_apply else NotAvailable())
        if indicator.family == "pupils" and "grade" in indicator.by:
            for grade in sorted(unmarked - marked):
                yield speaker.row(indicator.id, ("", grade, "", ""), NotApplicable())
