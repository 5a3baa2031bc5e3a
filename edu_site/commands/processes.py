"""Independent jobs in as many processes as there are cores: forked, so that what was read before is shared without being copied.

In: a function and names. Out: its results, pickled, in the order they are ready. A process that dies ends the command: nothing was
written yet.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any, TypeVar

Result = TypeVar("Result")
work: list[Callable[[str], Any]] = []  # the function of this process, inherited by the fork


def in_processes(function: Callable[[str], Result], names: Sequence[str]) -> Iterator[Result]:
    """The function of every name. Raises BrokenProcessPool when a process was killed."""
    context = multiprocessing.get_context("fork")
    cores = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(min(cores, len(names)), context, initializer=work.append, initargs=(function,)) as pool:
        for future in as_completed([pool.submit(run_one, name) for name in names]):
            yield future.result()


def run_one(name: str) -> Any:
    return work[-1](name)
