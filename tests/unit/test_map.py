"""The map of the regions tells the same as its table."""

import json
import re

import pytest

from edu_site.places import map_path
from edu_site.render import blocks
from edu_site.render.views.map import outlines, shade_limits
from edu_site.render.views.map import project as on_the_plane
from tests.projects import REPUBLIC, Planned, both, dump, new_project, planned, school

REGIONS = [
    "10",
    "11",
    "15",
    "19",
    "23",
    "27",
    "31",
    "33",
    "35",
    "39",
    "43",
    "47",
    "55",
    "59",
    "61",
    "62",
    "63",
    "71",
    "75",
    "79",
]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """All twenty regions; the n-th has n - 1 organisations below."""
    files: dict[str, str | bytes] = {"organisation.yml": REPUBLIC}
    for number, code in enumerate(REGIONS):
        record = {
            "name": both(f"Өңір {code}", f"Регион {code}"),
            "level": "region",
            "kind": "education_department",
            "kato": f"{code}0000000",
        }
        files[f"region-{code}/organisation.yml"] = dump(record)
        files |= {f"region-{code}/school-{code}-{n}/organisation.yml": school(n) for n in range(number)}
    return planned(new_project(tmp_path_factory.mktemp("country"), files))


@pytest.fixture(scope="module")
def shown(country: Planned) -> blocks.RegionMap:
    return next(block for block in country.view("republic", "kk", "").after if isinstance(block, blocks.RegionMap))


def test_there_are_twenty_regions_by_the_codes_of_the_register() -> None:
    features = json.loads(map_path().read_text(encoding="utf-8"))["features"]
    assert sorted(feature["properties"]["kato"][:2] for feature in features) == REGIONS
    assert outlines()[1].keys() == {f"{code}0000000" for code in REGIONS}


def test_every_region_is_drawn_named_and_linked(shown: blocks.RegionMap) -> None:
    assert {region.code for region in shown.regions} == {f"{code}0000000" for code in REGIONS}
    for region in shown.regions:
        assert region.title == f"Өңір {region.code[:2]}"
        assert region.url == f"org/region-{region.code[:2]}/"


def test_the_picture_says_what_the_table_says(shown: blocks.RegionMap) -> None:
    rows = {row[0].text: row for row in shown.table.rows}
    assert len(rows) == len(shown.regions) == 20
    for region in shown.regions:
        row = rows[region.title]
        assert row[0].url == region.url
        number = row[1].value
        assert re.match(r"\d+", region.value).group() == row[1].text == f"{number:.0f}"  # type: ignore[union-attr]


def test_a_darker_shade_means_more_and_the_legend_explains_each(shown: blocks.RegionMap) -> None:
    numbers = sorted((int(region.value.split()[0]), region.shade) for region in shown.regions)
    assert [shade for _number, shade in numbers] == sorted(shade for _number, shade in numbers)
    assert {region.shade for region in shown.regions} <= {shade for shade, _text in shown.legend}
    assert numbers[0] == (0, 0)


@pytest.mark.parametrize(
    ("numbers", "limits"), [([], ()), ([0, 0], ()), ([1], (1,)), ([0, 3], (1, 2)), ([7859], (1, 9, 89, 835))]
)
def test_shades_begin_at_one_and_grow_with_the_logarithm(numbers: list[int], limits: tuple[int, ...]) -> None:
    assert shade_limits(numbers) == limits


def test_the_outlines_are_whole_numbers_inside_the_view_box(shown: blocks.RegionMap) -> None:
    _zero, _zero, width, height = map(int, shown.view_box.split())
    for region in shown.regions:
        assert re.fullmatch(r"(M\d+ \d+(L\d+ \d+)+Z ?)+", region.path)
        places = [tuple(map(int, place.split())) for place in re.findall(r"\d+ \d+", region.path)]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in places)


def test_north_is_up_and_east_is_right() -> None:
    west, east = on_the_plane(51.4, 51.2), on_the_plane(82.6, 49.9)
    south, north = on_the_plane(69.6, 42.3), on_the_plane(69.1, 54.9)
    assert west[0] < east[0]
    assert north[1] < south[1]


def test_cities_are_drawn_above_the_regions_around_them(shown: blocks.RegionMap) -> None:
    order = [region.code[:2] for region in shown.regions]
    assert order.index("75") > order.index("19")  # Almaty city, Almaty region
    assert order.index("71") > order.index("11")  # Astana, Akmola
