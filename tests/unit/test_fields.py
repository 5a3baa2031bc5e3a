"""Help about fields is told by the types themselves."""

from edu_site.model.content import KINDS
from edu_site.model.organisation import OrganisationRecord
from edu_site.source.fields import fields_of, reference, shared_fields, text_fields


def shapes(section: str) -> dict[str, str]:
    return {field.name: field.shape for field in shared_fields(section)}


def test_shared_fields_and_texts_are_told_apart() -> None:
    assert {"start", "end", "audience"} <= shapes("seminars").keys()
    assert {"title", "place", "programme"} <= {field.name for field in text_fields("seminars")}
    assert not {"kk", "ru", "id"} & shapes("seminars").keys()


def test_a_shape_is_said_in_plain_words() -> None:
    found = shapes("seminars")
    assert found["audience"] == "one of: teachers, heads"
    assert found["start"].startswith("time (2026-11-02T10:00+05:00)")
    assert found["hours"] == "whole number"
    assert found["certificate"] == "true or false"
    assert found["grades"] == "list of whole number"
    assert shapes("reports")["period"] == "fields: start, end"


def test_required_is_what_has_no_default() -> None:
    required = {field.name for field in fields_of(OrganisationRecord) if field.required}
    assert required == {"name", "level", "kind", "kato"}


def test_coordinates_are_two_numbers() -> None:
    assert next(field for field in fields_of(OrganisationRecord) if field.name == "coordinates").shape == "two numbers"


def test_the_reference_tells_every_field_of_every_kind() -> None:
    text = reference()
    for section in KINDS:
        assert f"\n## {section}\n" in text
        for field in (*shared_fields(section), *text_fields(section)):
            assert f"| `{field.name}" in text
