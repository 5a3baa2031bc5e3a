"""Reading a file in a process that can be killed: starts it, watches it, believes only what it must.

In: a `Job`, where the tables shall go. Out: an `Answer`; a process that dies, hangs, eats memory or answers nonsense becomes a
fault of the file, never of the program that asked.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO

from edu_site.progress.calendars import year_of
from edu_site.progress.faults import Fault
from edu_site.progress.job import TABLES, Answer, Counts, Job
from edu_site.progress.tidy import SAFE_LINES, SAFE_NUMBERS
from edu_site.values import from_json

START = "import sys; sys.path.insert(0, sys.argv[1]); from edu_site.progress.child import main; main()"
HOUSE = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}  # else each thread of the engine reserves memory that it does not use
FRAME_HEAD = 5
FRAME_LIMIT = 64 << 20


def read_apart(job: Job, folder: Path) -> list[Answer]:
    """What the process answers: one, or one for the whole file and one for each of the job's members.

    The `job.TABLES` of the first are written to `folder/0` as they come, and so on. Raises RuntimeError for a fault of ours.
    """
    command = [sys.executable, "-I", "-c", START, str(HOUSE)]
    process = subprocess.Popen(  # noqa: S603  (our own interpreter and code)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=ENVIRONMENT,
    )
    expired = threading.Event()
    timer = threading.Timer(job.limits.seconds * 2, stop, (process, expired))
    timer.start()
    try:
        answers = conversation(process, job, folder)
        if answers:
            process.wait()  # the timer ends it when it does not
    finally:
        timer.cancel()
        stop(process, threading.Event())
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
    code = process.wait()
    if len(answers) == expected(job) and code == 0:
        return answers
    return [failed(code, expired.is_set(), job)]


def expected(job: Job) -> int:
    return 1 + (0 if job.sniff else len(job.members))


def conversation(process: subprocess.Popen[bytes], job: Job, folder: Path) -> list[Answer]:
    """Sends the job, takes the frames; nothing when the process breaks off or says what it may not."""
    if process.stdin is None or process.stdout is None:
        return []
    try:
        process.stdin.write(pickle.dumps(job))
        process.stdin.close()
    except BrokenPipeError:
        return []
    answers: list[Answer] = []
    size = 0
    stream = frames(process.stdout)
    while len(answers) < expected(job):
        with opened(folder / str(len(answers))) as files:
            for kind, data in stream:
                size += len(data)
                if kind == b"E":
                    raise RuntimeError(f"the reader failed: {data[:200].decode('ascii', 'replace')}")
                if size > job.limits.answer_bytes or not is_safe(kind, data):
                    return []
                if kind == b"R":
                    answers.append(answer_of(data))
                    break  # the next answer has its own files
                files[kind].write(data)
            else:
                return []
    return (
        []
        if next(stream, None) or any(answer.school_year != (year_of(answer.school_year) or "") for answer in answers)
        else answers
    )


@contextmanager
def opened(folder: Path) -> Iterator[dict[bytes, BinaryIO]]:
    """The files of `job.TABLES` in a new folder, empty."""
    folder.mkdir(mode=0o700)
    with ExitStack() as stack:
        yield {kind: stack.enter_context((folder / f"{name}.csv").open("wb")) for kind, name in TABLES.items()}


def is_safe(kind: bytes, data: bytes) -> bool:
    """Whether a frame is an answer, or lines of nothing but the letters of tidy tables; marks are numbers."""
    if kind == b"M":
        return not data.translate(None, SAFE_NUMBERS)
    return kind == b"R" or (kind in TABLES and SAFE_LINES.fullmatch(data.decode("utf-8", "replace")) is not None)


def frames(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each frame, until the stream ends."""
    while len(head := stream.read(FRAME_HEAD)) == FRAME_HEAD:
        length = int.from_bytes(head[1:], "big")
        if length > FRAME_LIMIT:
            return
        data = stream.read(length)
        if len(data) < length:
            return
        yield head[:1], data


def answer_of(data: bytes) -> Answer:
    fields = from_json(data)
    counts = Counts(**fields.pop("counts"))
    faults = [Fault(**fault) for fault in fields.pop("faults")]
    return Answer(counts=counts, faults=faults, **fields)


def stop(process: subprocess.Popen[bytes], expired: threading.Event) -> None:
    """Kills the process and all it may have started."""
    if process.poll() is None:
        expired.set()
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def failed(code: int, expired: bool, job: Job) -> Answer:
    """Why there is no answer: time, memory, or the reader gave up."""
    limits = job.limits
    if expired or code in (-signal.SIGXCPU, -signal.SIGKILL):
        reason = f"> {limits.seconds} s"
    else:
        reason = f"> {limits.memory_bytes >> 20} MiB"
    return Answer(faults=[Fault("I03", {"limit": reason})], fault_count=1)
