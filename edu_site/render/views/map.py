"""The map of the regions: outlines as SVG paths, shaded by the number of organisations, with the same facts as a table.

In: the regions of the portal. Out: a `RegionMap`. Outlines: `data/map/kz_regions.geojson`, (c) OpenStreetMap contributors,
ODbL 1.0, simplified. Projection: Albers equal-area conic with standard parallels 43 and 53 degrees north, centred at 67 east,
48 north (Snyder, Map Projections - A Working Manual, USGS 1987, equations 14-1 to 14-6).
"""

import json
import math
from collections.abc import Iterable
from functools import cache

from edu_site.model.plan import ChildPlan
from edu_site.places import map_path
from edu_site.render import blocks
from edu_site.render.views.pieces import Context

WIDTH = 1000.0
SHADES = 5
PARALLELS = (math.radians(43), math.radians(53))
CENTRE = (math.radians(67), math.radians(48))
EXPONENT = (math.sin(PARALLELS[0]) + math.sin(PARALLELS[1])) / 2
CONSTANT = math.cos(PARALLELS[0]) ** 2 + 2 * EXPONENT * math.sin(PARALLELS[0])
RADIUS = math.sqrt(CONSTANT - 2 * EXPONENT * math.sin(CENTRE[1])) / EXPONENT

Point = tuple[float, float]


def project(longitude: float, latitude: float) -> Point:
    """Degrees to the plane; north is up, so y falls with latitude."""
    distance = math.sqrt(CONSTANT - 2 * EXPONENT * math.sin(math.radians(latitude))) / EXPONENT
    angle = EXPONENT * (math.radians(longitude) - CENTRE[0])
    return distance * math.sin(angle), distance * math.cos(angle) - RADIUS


@cache
def outlines() -> tuple[str, dict[str, str]]:
    """The view box and the path data of each region by its KATO code, scaled to a width of 1000."""
    shapes: dict[str, list[list[Point]]] = {}
    for feature in json.loads(map_path().read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = [[project(*point[:2]) for point in ring] for polygon in polygons for ring in polygon]
        shapes[feature["properties"]["kato"]] = rings
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    top, bottom = min(y for _x, y in points), max(y for _x, y in points)
    scale = WIDTH / (right - left)
    paths = {code: " ".join(path(ring, left, top, scale) for ring in rings) for code, rings in shapes.items()}
    return f"0 0 {WIDTH:.0f} {math.ceil((bottom - top) * scale)}", paths


def path(ring: Iterable[Point], left: float, top: float, scale: float) -> str:
    """Path data of a closed ring, whole units."""
    places = [f"{(x - left) * scale:.0f} {(y - top) * scale:.0f}" for x, y in ring]
    return "M" + "L".join(dict.fromkeys(places)) + "Z"


def region_map(regions: tuple[ChildPlan, ...], context: Context) -> blocks.RegionMap:
    """The map with its table: every region leads to its site."""
    words = context.words
    view_box, paths = outlines()
    limits = shade_limits([region.number_below for region in regions])
    drawn = []
    for region in regions:
        code = region.organisation.record.kato[:2] + "0000000"
        if code in paths:
            value = words.plural("{n} organisation", "{n} organisations", region.number_below)
            title = region.organisation.short_name(context.language)
            shade = sum(region.number_below >= limit for limit in limits)
            drawn.append(blocks.MapRegion(code, title, region.url, paths[code], value, shade))
    return blocks.RegionMap(
        view_box=view_box,
        regions=tuple(sorted(drawn, key=lambda r: (area_of(r.path) < 900, r.code))),
        legend=legend(limits, context),
        table=region_table(regions, context),
        attribution="© OpenStreetMap contributors, ODbL 1.0",
        id="map",
        title=words("Regions on the map"),
    )


def area_of(data: str) -> float:
    """Extent of a path, so that the small cities are drawn above the regions that surround them."""
    places = [tuple(map(float, place.split())) for place in data.replace("M", "").replace("Z", "").replace("L", ",").split(",")]
    xs, ys = [p[0] for p in places], [p[1] for p in places]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def shade_limits(numbers: list[int]) -> tuple[int, ...]:
    """Lower limits of the shades above the lightest: 1, then equal steps of the logarithm, so that small numbers differ."""
    largest = max(numbers, default=0)
    steps = {1, *(round(largest ** (step / (SHADES - 1))) for step in range(1, SHADES - 1))}
    return tuple(sorted(limit for limit in steps if 0 < limit <= largest))


def legend(limits: tuple[int, ...], context: Context) -> tuple[tuple[int, str], ...]:
    words = context.words
    rows = [(0, words("none below"))]
    for shade, limit in enumerate(limits, start=1):
        upper = limits[shade] - 1 if shade < len(limits) else None
        text = f"{limit}+" if upper is None else str(limit) if upper == limit else f"{limit}–{upper}"
        rows.append((shade, text))
    return tuple(rows)


def region_table(regions: tuple[ChildPlan, ...], context: Context) -> blocks.Table:
    words = context.words
    rows = tuple(
        (
            blocks.Cell(region.organisation.short_name(context.language), url=region.url),
            blocks.Cell(words.number(region.number_below), region.number_below),
        )
        for region in regions
    )
    columns = (blocks.Column(words("Region (generic)")), blocks.Column(words("Organisations below"), True))
    return blocks.Table(words("Regions and the number of their organisations"), columns, rows)
