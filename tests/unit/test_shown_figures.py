"""How a figure is written for a reader."""

import pytest

from edu_site.language import words
from edu_site.model.safe import Band, Cell, Suppressed, Value
from edu_site.render.views.progress import shown_cell


@pytest.mark.parametrize(
    ("cell", "unit", "text"),
    [
        (Band(low=60, high=65, group="301+"), "percent", "60–65\u00a0%"),
        (Band(low=95, high=100, group="301+"), "percent", "≥ 95\u00a0%"),
        (Band(low=0, high=5, group="301+"), "percent", "≤ 5\u00a0%"),
        (Band(low=3.6, high=3.66, group="301+"), "mark", "3,60–3,66"),
        (Band(low=4, high=4, group="301+"), "mark", "4,00"),
        (Value(value=4620), "", "4\u00a0620"),
    ],
)
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_figures_are_written_as_people_write_them(cell: Cell, unit: str, text: str, language: str) -> None:
    assert shown_cell(cell, unit, words(language)).text == text


def test_a_hidden_figure_has_no_number() -> None:
    shown = shown_cell(Suppressed(reason="small_group"), "percent", words("kk"))
    assert shown.value is None
    assert not any(character.isdigit() for character in shown.text)
