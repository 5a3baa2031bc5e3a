"""How a value of the house is written: a frozen dataclass with slots that refuses unknown fields when read.

`__pydantic_config__` is read by the schema module alone; the model imports nothing for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Frozen, keyword-only, with slots; an unknown field is an error wherever the value is read from a file."""
    cls.__doc__ = cls.__doc__ or cls.__name__  # otherwise made of a signature, which takes as long as a method
    made: Callable[[type[T]], type[T]] = dataclass(frozen=True, slots=True, kw_only=True)
    cls.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return pickled(made(cls))


def pickled(cls: type[T]) -> type[T]:
    """Pickling that knows the fields; the one of `dataclasses` finds them anew for every value, which takes three times as long."""
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
    setters = [getattr(cls, name).__set__ for name in names]
    several: Callable[[T], Any] | None = attrgetter(*names) if len(names) > 1 else None  # of one name it gives no tuple

    def get_state(value: T) -> Any:
        return several(value) if several else tuple(getattr(value, name) for name in names)

    def set_state(value: T, state: tuple[Any, ...]) -> None:
        for put, one in zip(setters, state, strict=True):
            put(value, one)

    cls.__getstate__, cls.__setstate__ = get_state, set_state  # type: ignore[method-assign, assignment, attr-defined]
    return cls
