"""The number of learners is rounded to 5, and not shown at all for a small organisation."""

from pathlib import Path

import pytest

from edu_site.model.organisation import Organisation
from edu_site.render import blocks
from edu_site.values import to_json
from tests.projects import Planned, new_project, planned, school, tree


def figure(found: Planned, name: str) -> blocks.KeyFigure | None:
    parts = [block for block in found.view(name, "ru", "").before if isinstance(block, blocks.KeyFigures)]
    return parts[0].figures[0] if parts else None


def with_learners(project: Path, number: int, **more: object) -> Planned:
    return planned(new_project(project, tree() | {"abai/semey/school-7/organisation.yml": school(7, learners=number, **more)}))


@pytest.mark.parametrize(
    ("number", "shown"), [(10, "10"), (12, "10"), (13, "15"), (303, "305"), (1204, "1 205"), (1202, "1 200")]
)
def test_numbers_are_rounded_to_five(project: Path, number: int, shown: str) -> None:
    found = figure(with_learners(project, number), "school-7")
    assert found is not None
    assert found.value.replace("\xa0", " ") == shown


@pytest.mark.parametrize("number", [0, 1, 5, 9])
def test_fewer_than_ten_are_hidden(project: Path, number: int) -> None:
    found = figure(with_learners(project, number), "school-7")
    assert found is not None
    assert found.value == "—"
    assert not any(character.isdigit() for character in found.value + found.label + found.note)


def test_an_organisation_may_hide_more_never_less(project: Path) -> None:
    found = figure(with_learners(project, 24, disclosure={"minimum_group": 25}), "school-7")
    assert found is not None
    assert found.value == "—"


def test_an_organisation_that_gives_no_number_shows_none(republic: Planned) -> None:
    assert figure(republic, "semey") is None


def test_the_exact_number_is_in_no_page(republic: Planned) -> None:
    for organisation in republic.organisations.values():
        assert isinstance(organisation, Organisation)
    for name in republic.contents:
        for url in republic.urls(name):
            assert b"1204" not in to_json(republic.view(name, "kk", url))
            assert b"1\xc2\xa0204" not in to_json(republic.view(name, "kk", url))
