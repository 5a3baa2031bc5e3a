"""`halved`: half of a work done by a copy of this process, before anything is loaded that would have to be shared.

In: a function from some of the names to a dict, and all names. Out: what it makes of all of them, in their order. Whatever becomes of
the copy, the result is the same: what it does not give is worked out here.
"""

import os
import pickle
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn, TypeVar

Value = TypeVar("Value")
Work = Callable[[Sequence[str]], dict[str, Value]]


def halved(work: Work[Value], names: Sequence[str]) -> dict[str, Value]:
    """`work` over all names, the second half of them in a forked process. Raises what `work` raises, OSError without room for a fork."""
    half = len(names) // 2
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        give(work, names[half:], sending)
    os.close(sending)
    data = b""
    try:
        first = work(names[:half])
        with open(receiving, "rb", closefd=False) as pipe:
            data = pipe.read()
    finally:
        os.close(receiving)  # the copy, when it still writes, ends by it
        _, status = os.waitpid(child, 0)
    return first | (pickle.loads(data) if status == 0 else work(names[half:]))  # noqa: S301  (our own process)


def give(work: Work[Value], names: Sequence[str], sending: int) -> NoReturn:
    """The life of the copy: nothing of its parent's runs when it ends."""
    status = 1
    try:
        with suppress(Exception), open(sending, "wb") as pipe:  # a fault is found again, and told, where it can be told
            pipe.write(pickle.dumps(work(names)))
            status = 0
    finally:
        os._exit(status)
