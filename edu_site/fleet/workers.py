"""Local processes that do independent jobs.

In: a function and its jobs. Out: results as they are finished. Processes are forked, so what was read before is shared
without being copied or pickled; each keeps its engines between jobs.
"""

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
BATCH = 4  # jobs sent to a process at once

work: list[Callable[[Any], Any]] = []  # the function of this process, inherited by the fork


def run_jobs(function: Callable[[Job], Result], jobs: Sequence[Job], workers: int) -> Iterator[Result]:
    """Results in the order they are ready; with one worker, in this process. The function must not raise."""
    if workers <= 1 or len(jobs) <= BATCH:
        yield from map(function, jobs)
        return
    batches = [jobs[start : start + BATCH] for start in range(0, len(jobs), BATCH)]
    context = multiprocessing.get_context("fork")
    gc.freeze()  # what the processes share is not looked at again, and so stays shared
    with ProcessPoolExecutor(workers, context, initializer=work.append, initargs=(function,)) as pool:
        for future in as_completed([pool.submit(run_batch, batch) for batch in batches]):
            yield from future.result()


def run_batch(jobs: Sequence[Any]) -> list[Any]:
    return [work[-1](job) for job in jobs]
