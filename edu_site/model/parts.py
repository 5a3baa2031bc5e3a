"""Parts of items: files beside them, tables, periods, acts, indicators, channels."""

import datetime as dt
from typing import Literal

from edu_site.model.organisation import Language, Texts
from edu_site.model.record import record


@record
class Attachment:
    """A file beside the item, offered for download with its format and size."""

    file: str
    title: Texts
    language: Language | None = None  # set when the file itself is in one language


@record
class Period:
    start: dt.date
    end: dt.date


@record
class Act:
    """A legal act: its adilet code, its title, and the date of the edition that was read."""

    title: Texts
    code: str | None = None  # V2200030534
    edition: dt.date | None = None


@record
class TableColumn:
    """A column of a CSV file. `only` keeps it to one language's page (a text column in that language)."""

    name: str
    title: Texts
    unit: Texts | None = None
    type: Literal["text", "integer", "number"] = "text"
    only: Language | None = None


@record
class DataTable:
    """A CSV file beside the item (UTF-8, comma) with the dictionary of its columns, shown and downloadable."""

    file: str
    caption: Texts
    columns: tuple[TableColumn, ...]
    chart: Literal["none", "bars", "columns", "line", "stacked"] = "none"
    summary: Texts | None = None  # what the chart shows, in words
    source: Texts | None = None


@record
class Correction:
    date: dt.date
    text: Texts


@record
class Review:
    reviewers: Texts
    decision: Literal["recommended", "recommended_with_remarks", "under_review"]
    date: dt.date | None = None


@record
class Indicator:
    """An indicator of a rating. `direction` says whether a larger value is better. Weights are relative."""

    id: str
    title: Texts
    definition: Texts
    unit: Texts
    source: Texts
    direction: Literal["higher_is_better", "lower_is_better"]
    weight: float
    rationale: Texts


@record
class Exclusion:
    organisation: str
    reason: Texts


@record
class Channel:
    """Where a service can be asked for."""

    kind: Literal["egov", "organisation", "public_service_centre", "mobile", "other"]
    title: Texts
    url: str | None = None


@record
class Term:
    number: int
    unit: Literal["working_day", "calendar_day", "hour", "minute"]
