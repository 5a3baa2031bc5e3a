"""How a value of the house is written: a frozen dataclass with slots that refuses unknown fields when read.

`__pydantic_config__` is read by the schema module alone; the model imports nothing for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Frozen, keyword-only, with slots; an unknown field is an error wherever the value is read from a file."""
    made: Callable[[type[T]], type[T]] = dataclass(frozen=True, slots=True, kw_only=True)
    cls.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return made(cls)
