"""The demonstration sites: those of `make site` when they are newer than every source, otherwise built once a run."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("content", "data", "edu_site", "themes", "mkdocs.yml")


def newest(names: tuple[str, ...]) -> float:
    """When what the sites are built from was changed last."""
    roots = [ROOT / name for name in names]
    files = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*"))]
    return max(path.stat().st_mtime for path in files if path.is_file() and path.suffix not in {".pyc", ".mo"})


def finished_sites(temporary: pytest.TempPathFactory) -> Path:
    """The folder of the finished sites."""
    stamp, built = ROOT / ".venv" / "site-built", ROOT / "site"
    if given := os.environ.get("EDU_SITE_BUILT"):
        return Path(given).resolve()
    if stamp.is_file() and (built / "index.html").is_file() and stamp.stat().st_mtime >= newest(SOURCES):
        return built
    shared = temporary.getbasetemp()
    return build_once((shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared) / "built-site")


def build_once(folder: Path) -> Path:
    """Workers of one run share the build: who makes the lock builds, the others wait for the mark."""
    lock, mark = folder.with_suffix(".lock"), folder.with_suffix(".done")
    try:
        lock.touch(exist_ok=False)
    except FileExistsError:
        for _ in range(600):
            if mark.exists():
                return folder
            time.sleep(1)
        pytest.fail("the other worker did not finish building the sites")
    command = [sys.executable, "-m", "edu_site.cli", "build", "--site", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    mark.touch()
    return folder
