"""The process that reads a file of a stranger: it can be killed, it cannot write, and what it says is not believed blindly."""

import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest

from edu_site.progress import child, parent
from edu_site.progress.faults import Fault
from edu_site.progress.job import Answer
from edu_site.progress.limits import Limits
from edu_site.progress.parent import read_apart
from edu_site.progress.storing import store_marks
from tests.imports.exports import GIRL, job, load_apart, row, tidy


def asked(path: Path, **limits: int) -> Answer:
    folder = Path(mkdtemp(dir=path.parent))
    (answer,) = read_apart(job(path, profile="tidy-marks", limits=replace(Limits(), **limits)), folder)
    return answer


def run_instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Another program in the place of the reader."""
    monkeypatch.setattr(parent, "START", f"import sys, os, time, struct; sys.stdin.buffer.read(); {code}")


def test_a_good_file_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    result = load_apart(tmp_path, tidy(tmp_path, [row(0), row(1, "3")]))
    assert result.imported.taken
    assert len(result.rows()) == 2


def test_a_process_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_instead(monkeypatch, "time.sleep(60)")
    begun = time.monotonic()
    answer = asked(tidy(tmp_path, [row(0)]), seconds=1)
    assert [fault.code for fault in answer.faults] == ["I03"]
    assert time.monotonic() - begun < 10


def test_a_process_that_takes_too_much_processor_time_is_killed(tmp_path: Path) -> None:
    path = tidy(tmp_path, [row(n % 400, subject="algebra", label=f"{1 + n // 400}А") for n in range(4_800)])
    path.write_bytes(path.read_bytes() + b"\n" * 60_000_000)
    answer = asked(path, seconds=1, rows=100_000_000, memory_bytes=8 << 30)
    assert [fault.code for fault in answer.faults] == ["I03"]


def test_a_process_that_takes_too_much_memory_is_stopped(tmp_path: Path) -> None:
    subjects = ("algebra", "geometry", "physics", "chemistry")
    lines = [row(n % 400, subject=subjects[n // 400 % 4], term=f"Q{1 + n // 1_600}") for n in range(6_400)]
    assert [fault.code for fault in asked(tidy(tmp_path, lines), memory_bytes=30 << 20).faults] == ["I03"]
    assert [fault.code for fault in asked(tidy(tmp_path, lines)).faults] == []


@pytest.mark.parametrize(
    "code",
    [
        "os.abort()",
        "os.kill(os.getpid(), 9)",
        "sys.exit(0)",
        "sys.stdout.buffer.write(b'R' + struct.pack('>I', 100) + b'{')",
        "sys.stdout.buffer.write(b'R' + struct.pack('>I', 2**31) + b'{}')",
        "sys.stdout.buffer.write(b'Z' + struct.pack('>I', 1) + b'x')",
        "sys.stdout.buffer.write(b'M' + struct.pack('>I', 4) + '=1;\"'.encode())",
    ],
    ids=["abort", "killed", "silent", "cut off", "too long", "unknown frame", "a table with other letters"],
)
def test_a_process_that_dies_or_talks_nonsense_is_a_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    run_instead(monkeypatch, code)
    assert [fault.code for fault in asked(tidy(tmp_path, [row(0)])).faults] == ["I03"]


LISTS = {
    "groups": "0,Q1,7,7Ә,kk,f\n",
    "pupils": "0,0123456789abcdef\n",
    "subjects": "0,algebra\n",
    "results": "0,5,5,assessed\n",
}


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({}, 1),
        ({"cells": "7,1\n"}, 0),
        ({"cells": "0,2\n"}, 0),
        ({"cells": "0,1\n1,1\n9999999,4611686018427387903\n"}, 1),
        ({"pupils": LISTS["pupils"] * 2}, None),
        (
            {
                "subjects": "".join(f"{n},s{n}\n" for n in range(2_000)),
                "results": "".join(f"{n},5,5,assessed\n" for n in range(2_000)),
            },
            None,
        ),
        ({"cells": "0,99999999999999999999\n"}, None),
    ],
    ids=["good", "no such pupil", "no such subject", "beyond", "twice", "without end", "too large"],
)
def test_numbers_that_stand_for_nothing_give_no_marks(tmp_path: Path, changes: dict[str, str], rows: int | None) -> None:
    for name, lines in ({"cells": "0,1\n"} | LISTS | changes).items():
        (tmp_path / f"{name}.csv").write_text(lines, encoding="utf-8")
    if rows is None:
        with pytest.raises(ValueError, match="do not fit"):
            store_marks(tmp_path, "school", "2026-2027", tmp_path / "marks.parquet")
    else:
        assert store_marks(tmp_path, "school", "2026-2027", tmp_path / "marks.parquet") == rows


def test_a_fault_of_the_program_is_told_by_place_and_never_by_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"raise ValueError('{GIRL}')"
    monkeypatch.setattr(
        parent,
        "START",
        "import sys; sys.path.insert(0, sys.argv[1]); from edu_site.progress import child\n"
        f"def broken(job):\n    {text}\nchild.read_all = broken; child.main()",
    )
    with pytest.raises(RuntimeError, match="ValueError") as told:
        asked(tidy(tmp_path, [row(0)]))
    assert GIRL not in str(told.value)


def test_the_process_cannot_write_a_file_and_reaches_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from edu_site.progress.child import without_network; import resource, socket\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); alone = without_network()\n"
        "try:\n    open(sys.argv[2], 'w').write('x' * 10)\nexcept OSError as error:\n    print(error.errno)\n"
        "s = socket.socket(); s.settimeout(1)\n"
        "print('alone' if not alone or s.connect_ex(('127.0.0.1', int(sys.argv[3]))) else 'reached')"
    )
    listening = __import__("socket").create_server(("127.0.0.1", 0))
    port = str(listening.getsockname()[1])
    run = subprocess.run(
        [sys.executable, "-c", code, str(parent.HOUSE), str(tmp_path / "x"), port], capture_output=True, text=True
    )
    listening.close()
    assert run.stdout.split()[-1] == "alone", run.stderr
    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0


def test_the_limits_are_those_of_the_job() -> None:
    assert resource.RLIMIT_AS != resource.RLIMIT_FSIZE
    assert child.NO_MEMORY not in (0, 1)
    assert parent.failed(-24, False, job(Path())).faults == [Fault("I03", {"limit": "> 20 s"})]
