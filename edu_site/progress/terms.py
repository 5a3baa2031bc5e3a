"""What the published terms of a year say of its groups, before anything is said of the year.

In: of each of the four terms the counts its tables were made of, and the tables as they are published. Out: `Terms`, for every group a
year may be told of, what one who knows all sizes knows of the same group in each term: from its own bands, from those of its
parts, or from the whole it is a part of. How the year's bands keep clear of it is in `coupling`.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from edu_site.model.safe import NoTable, SafeTable
from edu_site.problems import Problem, Where
from edu_site.progress.attack import Target, conclude
from edu_site.progress.counts import Counts
from edu_site.progress.coupling import Terms, Told, node
from edu_site.progress.disclosure import Rules, Settled
from edu_site.progress.groups import Dimensions, Family, forest
from edu_site.progress.hearing import Claims
from edu_site.progress.published import kept_counts, last_release, read_release
from edu_site.progress.regions import everything, summed
from edu_site.progress.speaking import WHOLE
from edu_site.progress.years import TERMS

Key = tuple[str, bool, str, Dimensions]
Term = tuple[Mapping[str, Counts], Mapping[str, SafeTable]]


def terms_of(terms: Sequence[Term], rules: Rules) -> Terms:
    """Of every group that all terms have, what each says of it; none unless every one of them was published."""
    if any(not tables for _counts, tables in terms):
        return {}
    told = [told_in(counts, tables, rules) for counts, tables in terms]
    return {key: tuple(one[key] for one in told) for key in told[0] if all(key in one for one in told)}


def terms_before(records: Path, published: Path, school_year: str, rules: Rules) -> Terms | Problem:
    """The same of a school year's terms as they were published last. Raises OSError."""
    terms: list[Term] = []
    for release_id in [last_release(published, school_year, term) for term in TERMS]:
        if not release_id:
            return {}
        counts, where = kept_counts(records, release_id), Where(str(published / release_id))
        if counts is None:
            return Problem(where, "D31", {"release": release_id})
        try:
            terms.append((counts, read_release(published, release_id)))
        except NoTable:
            return Problem(where, "D25")
    return terms_of(terms, rules)


def told_in(counts: Mapping[str, Counts], tables: Mapping[str, SafeTable], rules: Rules) -> dict[Key, Told]:
    """Of every group of one term, what its tables say."""
    own = {name: Counts(marks=one.marks, pupils=one.pupils) for name, one in counts.items() if one.marks or one.pupils}
    trees = forest(own, rules.places, rules.policy)
    target = Target(trees, own, rules.places, rules.policy, rules.definitions)
    claims = conclude(tables.values(), target, Claims({}, {}, {}, {}, {}, []), Settled()).claims
    found: dict[Key, Told] = {
        (*node(group), group.family, group.dimensions): Told(group.total, claims.final[group])
        for tree in trees
        for group in tree.walk()
    }
    for name in sorted(own):
        for family, dimensions, whole, finer, total in parts_of(own[name]):
            key = (name, True, family, dimensions)
            if key not in found:
                found[key] = of_part(
                    total, found[name, True, family, whole], [found.get((name, True, family, one)) for one in finer]
                )
    return found


def of_part(total: int, whole: Told, finer: Sequence[Told | None]) -> Told:
    """A group nothing is said of: what the whole leaves it, and what its own parts say where all of them are told."""
    region = everything(total)
    region = region.within(whole.region.less(everything(whole.total - total))) or region
    parts = [one.region for one in finer if one is not None]
    if parts and len(parts) == len(finer):
        region = region.within(summed(parts)) or region
    return Told(total, region)


def parts_of(counts: Counts) -> Iterator[tuple[Family, Dimensions, Dimensions, tuple[Dimensions, ...], int]]:
    """Every part of an organisation's groups that can be told: family, dimensions, those of its whole and its own parts, pupils."""
    for (subject, sex), row in sorted(counts.marks.items()):
        if sex:
            yield "marks", (subject, None, "", sex), (subject, None, "", ""), (), sum(row[:4])
    for language in sorted({key[0] for key in counts.pupils}):
        chosen = {key: sum(row[:4]) for key, row in counts.pupils.items() if key[0] == language}
        finer: tuple[Dimensions, ...] = tuple(("", grade, language, "") for _language, grade in sorted(chosen))
        yield "pupils", ("", None, language, ""), WHOLE, finer, sum(chosen.values())
        for (_language, grade), total in sorted(chosen.items()):
            yield "pupils", ("", grade, language, ""), WHOLE, (), total
    for grade in sorted({key[1] for key in counts.pupils}):
        chosen = {key: sum(row[:4]) for key, row in counts.pupils.items() if key[1] == grade}
        finer = tuple(("", grade, language, "") for language, _grade in sorted(chosen))
        yield "pupils", ("", grade, "", ""), WHOLE, finer, sum(chosen.values())
