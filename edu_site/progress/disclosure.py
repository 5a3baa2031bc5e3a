"""`protect`: exact counts in, `SafeTable` values out; the only road from counts to what may be published.

Figures of groups that stand in a tree say their bands. Every other figure (mean marks, shares of single marks, whole
organisations over all subjects, grades and sexes of a district) is computed from published bands by interval arithmetic, so
it adds nothing an attacker could use. A hidden cell is `Suppressed` with its reason, never 0 and never left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import compress, product
from typing import get_args

from edu_site.model.safe import Band, Cell, NotApplicable, NotAvailable, Reason, Release, SafeRow, SafeTable, Suppressed
from edu_site.progress.bands import Said, Span, say_all, spans
from edu_site.progress.counts import Counts, total, up_the_tree
from edu_site.progress.groups import Family, Group, Place, forest, of_marks, of_missed
from edu_site.progress.indicators import PARTS, Definitions, Indicator, Interval, Measure, Shares, interval, measure_of
from edu_site.progress.policy import ClassId, Policy
from edu_site.progress.regions import Region, everything, summed

Dimensions = tuple[str, int | None, str, str]  # subject, grade, language, sex
WHOLE: Dimensions = ("", None, "", "")
FIRST_MARKED = 2  # grade 1 has no marks
SUPPRESSED: dict[Reason, Suppressed] = {reason: Suppressed(reason=reason) for reason in get_args(Reason)}


@dataclass(slots=True)
class Piece:
    """What is known of a group that is no node of a tree, summed from groups that are."""

    family: Family
    region: Region
    size: int
    total: int
    single: Span
    aside: Span
    roll: int

    def __add__(self, other: "Piece") -> "Piece":
        return Piece(
            self.family,
            self.region + other.region,
            self.size + other.size,
            self.total + other.total,
            spans((self.single, other.single)),
            spans((self.aside, other.aside)),
            self.roll + other.roll,
        )


@dataclass(slots=True)
class Figures:
    """Everything that will be said about one organisation."""

    nodes: dict[tuple[Family, Dimensions], tuple[Group, Said]] = field(default_factory=dict)
    pieces: dict[tuple[Family, Dimensions], Piece] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Protected:
    """The tables to publish and the trees they speak about: what the attack is run on."""

    tables: tuple[SafeTable, ...]
    trees: tuple[Group, ...]
    said: dict[Group, Said]


@dataclass(frozen=True, slots=True)
class Source:
    """What a table names besides its figures."""

    release: Release
    digests: Mapping[str, str]  # organisation -> digest of its imported files
    synthetic: frozenset[str] = frozenset()


def protect(
    own: Mapping[str, Counts], places: Mapping[str, Place], policy: Policy, definitions: Definitions, source: Source
) -> Protected:
    """Tables of every organisation that has counts and of every one above it."""
    trees = forest(own, places, policy)
    said = say_all(trees, policy)
    figures = gathered(trees, said, own, places)
    speaker = Speaker(policy, definitions.valid(source.release.date))
    counts = up_the_tree(own, {name: place.parent for name, place in places.items()})
    tables = []
    for name in sorted(figures):
        minimum = policy.minimum(places[name].minimum)
        found = figures_of(figures[name], counts[name], speaker, minimum)
        rows = sorted((row_of(key, cell, source.release) for key, cell in found), key=row_order)
        table = SafeTable(
            organisation=name,
            release=source.release,
            rows=tuple(rows),
            enrolment=policy.enrolment(enrolment(counts[name]), minimum),
            policy_digest=policy.digest,
            rules_version=definitions.version,
            source_digest=source.digests.get(name, ""),
            synthetic=name in source.synthetic,
        )
        tables.append(table)
    return Protected(tuple(tables), trees, said)


def row_order(row: SafeRow) -> tuple[str, int, str, str, str]:
    return row.subject, -1 if row.grade is None else row.grade, row.language, row.sex, row.indicator


def enrolment(counts: Counts) -> int:
    """Pupils on roll: by attendance where there is some, else those who have marks."""
    return sum(row[5] for row in counts.attendance.values()) or sum(map(sum, counts.pupils.values()))


# ------------------------------------------------------------ what is said, by organisation


def gathered(
    trees: Iterable[Group], said: dict[Group, Said], own: Mapping[str, Counts], places: Mapping[str, Place]
) -> dict[str, Figures]:
    """Nodes of the trees by organisation, and the pieces of organisations summed up the tree."""
    figures: dict[str, Figures] = {}
    for tree in trees:
        for group in tree.walk():
            figures.setdefault(group.organisation, Figures()).nodes[group.family, group.dimensions] = (group, said[group])
    for name in sorted(own):
        for key, piece in pieces_of(name, own[name], figures[name].nodes):
            above: str | None = name
            while above is not None:
                pieces = figures[above].pieces
                pieces[key] = pieces[key] + piece if key in pieces else piece
                above = places[above].parent
    for found in figures.values():
        overall(found)
    return figures


Nodes = Mapping[tuple[Family, Dimensions], tuple[Group, Said]]


def pieces_of(name: str, counts: Counts, nodes: Nodes) -> Iterator[tuple[tuple[Family, Dimensions], Piece]]:
    """An organisation's sexes by subject, its grades and its languages."""
    for subject, sex in sorted(key for key in counts.marks if key[1]):
        group = of_marks(name, "marks", 0, counts.marks[subject, sex])
        yield piece(group, (subject, None, "", sex), (subject, None, "", ""), (), nodes)
    for language in sorted({language for language, _grade in counts.pupils}):
        chosen = [marks for key, marks in counts.pupils.items() if key[0] == language]
        yield piece(of_marks(name, "pupils", 0, total(chosen)), ("", None, language, ""), WHOLE, (), nodes)
    for grade in sorted({grade for _language, grade in counts.pupils}):
        chosen = [marks for key, marks in counts.pupils.items() if key[1] == grade]
        finer = tuple(("", grade, language, "") for language, other in counts.pupils if other == grade)
        yield piece(of_marks(name, "pupils", 0, total(chosen)), ("", grade, "", ""), WHOLE, finer, nodes)
    for grade in sorted(counts.attendance):
        group = of_missed(name, 0, counts.attendance[grade])
        yield piece(group, ("", grade, "", ""), WHOLE, (), nodes)


def piece(
    group: Group, dimensions: Dimensions, whole: Dimensions, finer: tuple[Dimensions, ...], nodes: Nodes
) -> tuple[tuple[Family, Dimensions], Piece]:
    """A group as far as something is said: of itself, of the same pupils under another name, of its parts; else all is possible."""
    family = group.family
    region, single = everything(group.total), (0, group.total)
    above = nodes[family, whole][0]
    found = [dimensions] if (family, dimensions) in nodes else [whole] if above.total == group.total else list(finer)
    if found and all((family, one) in nodes for one in found):
        region = summed(nodes[family, one][1].region for one in found)
        single = spans(nodes[family, one][1].single for one in found)
    return (family, dimensions), Piece(family, region, group.size, group.total, single, (0, group.aside[1]), group.aside[1])


def overall(figures: Figures) -> None:
    """All subjects together, and each sex over all subjects: sums of what is said of the subjects."""
    subjects = [pair for (family, dimensions), pair in figures.nodes.items() if family == "marks" and is_subject(dimensions)]
    for group, said in subjects:
        piece = Piece("marks", said.region, group.size, group.total, said.single, said.aside, group.aside[1])
        add(figures.pieces, ("marks", WHOLE), piece)
    for (family, (subject, _grade, _language, sex)), piece in list(figures.pieces.items()):
        if family == "marks" and subject and sex:
            add(figures.pieces, ("marks", ("", None, "", sex)), piece)


def is_subject(dimensions: Dimensions) -> bool:
    return bool(dimensions[0]) and not dimensions[3]


def add(pieces: dict[tuple[Family, Dimensions], Piece], key: tuple[Family, Dimensions], piece: Piece) -> None:
    pieces[key] = pieces[key] + piece if key in pieces else piece


# ------------------------------------------------------------ rows


Figure = tuple[tuple[str, Dimensions], Cell]  # indicator and group, and what is said


def figures_of(figures: Figures, counts: Counts, speaker: "Speaker", minimum: int) -> Iterator[Figure]:
    """All figures of one organisation: its nodes, what is derived from them, and what does not apply."""
    told = set(figures.nodes)
    for (family, dimensions), (group, said) in figures.nodes.items():
        reason: Reason | None = "small_group" if said.shares is None else None
        vague: Reason = "complement" if group.own or not group.parts else "few_organisations"
        yield from speaker.figures(family, dimensions, group.size, said.shares, reason or vague)
    sizes = sizes_of(figures)
    for (family, dimensions), piece in figures.pieces.items():
        if (family, dimensions) not in told:
            told.add((family, dimensions))
            size = sizes.get((family, dimensions), piece.size)
            hidden = size < minimum or not piece.total
            shares = None if hidden else shares_of(piece, size, speaker.policy)
            yield from speaker.figures(family, dimensions, size, shares, "small_group" if hidden else "complement")
    yield from empty_figures(told, counts, speaker.indicators)


class Speaker:
    """Says figures of shares: the same shares of groups of a class always give the same cell, made once."""

    def __init__(self, policy: Policy, indicators: tuple[Indicator, ...]) -> None:
        self.policy, self.indicators = policy, indicators
        self.widest = policy.record.widest_band
        self.measures: dict[tuple[Family, str], list[tuple[str, Measure, tuple[bool, ...]]]] = {}
        for indicator in indicators:
            measure = measure_of(indicator)
            for dimensions in indicator.by:
                told = (indicator.id, measure, needed(measure))
                self.measures.setdefault((indicator.family, dimensions), []).append(told)
        self.made: dict[tuple[str, ClassId, Reason, tuple[Interval | None, ...]], Cell] = {}

    def figures(
        self, family: Family, dimensions: Dimensions, size: int, shares: Shares | None, reason: Reason
    ) -> Iterator[Figure]:
        """One for each indicator published by these dimensions; a share that is too wide is not used for any of them.

        `reason` is told where nothing narrow enough can be said."""
        group = self.policy.size_class(size).id
        clear = [one if one and one[1] - one[0] <= self.widest else None for one in shares or Shares()]
        for identifier, measure, wanted in self.measures.get((family, by(dimensions)), ()):
            used = tuple(compress(clear, wanted))
            key = (identifier, group, reason, used)
            cell = self.made.get(key)
            if cell is None:
                cell = self.made[key] = cell_of(measure, Shares(*clear), group, reason, self.widest)
            yield (identifier, dimensions), cell


def needed(measure: Measure) -> tuple[bool, ...]:
    """Which of the three cumulative shares and the share aside it is made of."""
    w1, w2, w3, w4 = measure.weights
    return w1 != w2, w2 != w3, w3 != w4, measure.over == "roll" or measure.aside != 0


def sizes_of(figures: Figures) -> dict[tuple[Family, Dimensions], int]:
    """Pupils behind figures over all subjects: those of the largest subject, not one for each mark."""
    found: dict[tuple[Family, Dimensions], int] = {}
    for (family, (subject, _grade, _language, sex)), piece in figures.pieces.items():
        if family == "marks" and subject:
            found["marks", ("", None, "", sex)] = max(found.get(("marks", ("", None, "", sex)), 0), piece.size)
    for (family, dimensions), (group, _said) in figures.nodes.items():
        if family == "marks" and is_subject(dimensions):
            found["marks", WHOLE] = max(found.get(("marks", WHOLE), 0), group.size)
    return found


def shares_of(piece: Piece, size: int, policy: Policy) -> Shares:
    """The percents of a piece, outward to the borders of its size."""
    borders = policy.borders(size, piece.total)
    region = piece.region
    x, y = borders.outward(region.x_low, region.x_high), borders.outward(region.y_low, region.y_high)
    if piece.family == "attendance":
        return Shares(p1=x, p3=y)
    roll = piece.roll
    aside = policy.borders(max(size, 1), roll).outward(*piece.aside) if roll else None
    return Shares(p1=borders.outward(*piece.single), p2=x, p3=y, aside=aside)


def cell_of(measure: Measure, shares: Shares, group: ClassId, reason: Reason, widest: int) -> Cell:
    """A band, or hidden when it, or a share it is made of, would be wider than the policy's widest."""
    found = interval(measure, shares)
    if found is None:
        return SUPPRESSED[reason]
    low, high = found[0] * measure.fineness // PARTS, -(-found[1] * measure.fineness // PARTS)
    weights = (*measure.weights, measure.aside)
    if 100 * (high - low) > measure.fineness * (max(weights) - min(measure.weights)) * widest:
        return SUPPRESSED[reason]
    return Band(low=low / measure.fineness, high=high / measure.fineness, group=group)


def row_of(key: tuple[str, Dimensions], cell: Cell, release: Release) -> SafeRow:
    indicator, (subject, grade, language, sex) = key
    return SafeRow(indicator=indicator, term=release.term, cell=cell, subject=subject, grade=grade, language=language, sex=sex)


def by(dimensions: Dimensions) -> str:
    """How a definition names these dimensions: "", "subject", "grade language", ..."""
    return BY[dimensions[0] != "", dimensions[1] is not None, dimensions[2] != "", dimensions[3] != ""]


BY = {
    named: " ".join(name for name, is_named in zip(("subject", "grade", "language", "sex"), named, strict=True) if is_named)
    for named in product((False, True), repeat=4)
}


def empty_figures(told: set[tuple[Family, Dimensions]], counts: Counts, indicators: tuple[Indicator, ...]) -> Iterator[Figure]:
    """Marks of grades that are not marked do not apply; families of which nothing was received are not available."""
    marked = {grade for _language, grade in counts.pupils}
    unmarked = {grade for grade in counts.attendance if grade < FIRST_MARKED}
    for indicator in indicators:
        if (indicator.family, WHOLE) not in told:
            does_not_apply = indicator.family != "attendance" and unmarked == set(counts.attendance)
            yield (indicator.id, WHOLE), NotApplicable() if does_not_apply else NotAvailable()
        if indicator.family == "pupils" and "grade" in indicator.by:
            for grade in sorted(unmarked - marked):
                yield (indicator.id, ("", grade, "", "")), NotApplicable()
