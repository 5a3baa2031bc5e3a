"""Values of the model as JSON and as dicts and lists: with `model.safe` the only place where msgspec is used."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def to_json(value: Any) -> bytes:
    """Canonical JSON of any value of the model: the same value always gives the same bytes."""
    return msgspec.json.encode(value, order="sorted")


def to_written_json(value: Any) -> bytes:
    """JSON of dicts and lists in the order they were made in."""
    return msgspec.json.encode(value)


def from_json(data: bytes) -> Any:
    """Raises ValueError for a text that is not JSON."""
    return msgspec.json.decode(data)


def from_json_as(data: bytes, kind: type[T]) -> T:
    """A value of a type of the model. Raises ValueError for anything else."""
    return msgspec.json.decode(data, type=kind)


def to_plain(value: Any) -> Any:
    """Dicts and lists: what templates and YAML understand."""
    return msgspec.json.decode(msgspec.json.encode(value))


def read_json(data: bytes, kind: type[T]) -> T:
    """A value of a type of ours, checked on the way. Raises ValueError."""
    return msgspec.json.decode(data, type=kind)
