"""Looking into files of strangers in processes that can be killed: the side that asks.

In: the name of a job, a file's bytes. Out: an `Answer`, or why there is none. One helper process is started when the first file is
asked about; for each file it makes a process of its own, with limits of time and memory, without network and without the
right to write. A file that takes such a process over can spoil the answer about itself and nothing else.
"""

import atexit
import json
import os
import pickle
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START = "import sys; sys.path.insert(0, sys.argv[1]); from edu_site.source.examiner import main; main()"
HOUSE = Path(__file__).resolve().parents[2]
LENGTH = struct.Struct(">Q")
ANSWERED, TOO_MUCH, FAILED = b"A", b"L", b"F"
PATIENCE = 5  # seconds a helper has to end by itself
REASONS = {TOO_MUCH: "it needs too much time or memory", FAILED: "it is damaged"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a process told of a file, and the files it made."""

    told: Any
    parts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The process was killed or gave up; `reason` is one of the words in `codes.REASONS`."""

    reason: str


class Examiner:
    """The helper process of this process; workers that are forked start their own."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603  (our own interpreter and code)
            [sys.executable, "-I", "-c", START, str(HOUSE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        )
        atexit.register(self.close)

    def ask(self, job: str, *arguments: Any) -> Answer | NoAnswer:
        """Raises OSError when the helper itself is gone."""
        asking, answering = self.process.stdin, self.process.stdout
        if asking is None or answering is None:
            raise OSError("no helper process")
        request = pickle.dumps((job, arguments))
        asking.write(LENGTH.pack(len(request)) + request)
        asking.flush()
        head = answering.read(1 + LENGTH.size)
        if len(head) < 1 + LENGTH.size:
            raise OSError("the helper process that looks into files has ended")
        data = answering.read(LENGTH.unpack(head[1:])[0])
        return answer_of(data) if head[:1] == ANSWERED else NoAnswer(REASONS[head[:1]])

    def close(self) -> None:
        if self.owner == os.getpid() and self.process.poll() is None:
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe:
                    pipe.close()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:  # a process that was forked from this one holds the pipe open
                self.process.kill()
                self.process.wait()


examiners: dict[int, Examiner] = {}  # by the process that asks


def ask(job: str, *arguments: Any) -> Answer | NoAnswer:
    """The answer about one file. Raises OSError when processes cannot be started."""
    mine = os.getpid()
    if mine not in examiners or examiners[mine].process.poll() is not None:
        examiners.clear()
        examiners[mine] = Examiner()
    return examiners[mine].ask(job, *arguments)


def answer_of(data: bytes) -> Answer | NoAnswer:
    """The pieces a process wrote: JSON first, then files."""
    pieces: list[bytes] = []
    start = 0
    while start + LENGTH.size <= len(data):
        length = LENGTH.unpack_from(data, start)[0]
        start += LENGTH.size
        pieces.append(data[start : start + length])
        start += length
    try:
        return Answer(json.loads(pieces[0]), tuple(pieces[1:]))
    except (IndexError, ValueError):
        return NoAnswer(REASONS[FAILED])
