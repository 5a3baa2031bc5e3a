"""What is wrong with a document for download, told by a process apart and remembered by the document's content.

In: a document's path and bytes, what may be public. Out: problems. What was found is kept below `build/`, masked as it is told, so
that a document is looked into once; another rule, or other contacts, and it is looked into again.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from edu_site.problems import Problem, Where
from edu_site.source.apart import NoAnswer, ask
from edu_site.source.formats import extension_of

LOOKED_INTO = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp")
KEPT = "build/examined"
RULES = ("documents", "office", "personal")  # modules whose words decide
MAY_BE_TOLD = ("F18", "F19", "F20", "F21", "F22", "P01", "P02", "P03", "P04")


def document_problems(project: Path, path: str, data: bytes, public: frozenset[str]) -> Iterator[Problem]:
    """Everything that stands in the way of publishing a document, and warnings. Raises OSError when no process can be started."""
    kept = project / KEPT / f"{fingerprint(data, public)}.json"
    told = remembered(kept)
    if told is None:
        answer = ask("document", extension_of(path), data, public)
        if isinstance(answer, NoAnswer):
            yield Problem(Where(path), "F21", {"name": name_of(path), "reason": answer.reason})
            return
        told = answer.told
        remember(kept, told)
    for code, values in told:
        if code in MAY_BE_TOLD and not (code == "P04" and path in public):
            yield Problem(Where(path), code, {"name": name_of(path)} | values if code.startswith("F") else values)


def name_of(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def fingerprint(data: bytes, public: frozenset[str]) -> str:
    """Of everything the findings depend on."""
    parts = (rules(), hashlib.sha256(data).hexdigest(), *sorted(public))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def rules() -> str:
    folder = Path(__file__).parent
    return hashlib.sha256(b"".join((folder / f"{name}.py").read_bytes() for name in RULES)).hexdigest()


def remembered(kept: Path) -> Any:
    """What was found before; None when nothing was, or when it cannot be read."""
    try:
        return json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def remember(kept: Path, told: Any) -> None:
    """Where nothing can be written the document is looked into again, which costs time and nothing else."""
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.write_text(json.dumps(told), encoding="utf-8")
        part.replace(kept)
