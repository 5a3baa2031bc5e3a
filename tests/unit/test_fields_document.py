"""docs/fields.md says what the types say."""

from pathlib import Path

from edu_site.source.fields import reference

DOCUMENT = Path(__file__).parents[2] / "docs" / "fields.md"


def test_the_document_of_fields_is_written_from_the_types() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == reference(), "run `make docs`"
