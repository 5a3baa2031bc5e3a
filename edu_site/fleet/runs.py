"""Folders of one run, named after its process, so that two runs in one project never meet.

In: a folder and a name. Out: a folder for this run alone. What a killed run has left is removed by the next one.
"""

import os
import shutil
import tempfile
from pathlib import Path


def own_folder(above: Path, name: str) -> Path:
    """A new folder of this run below `above`."""
    above.mkdir(parents=True, exist_ok=True)
    remove_left(above, name)
    return Path(tempfile.mkdtemp(prefix=f"{name}-{os.getpid()}-", dir=above))


def own_name(above: Path, name: str) -> Path:
    """A path of this run below `above`; made only when something is put into it."""
    remove_left(above, name)
    return above / f"{name}-{os.getpid()}"


def remove_left(above: Path, name: str) -> None:
    """Folders of runs whose process is gone."""
    for folder in above.glob(f"{name}-*"):
        process = folder.name.removeprefix(f"{name}-").split("-")[0]
        if process.isdigit() and not is_running(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
