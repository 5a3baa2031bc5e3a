"""A YAML file that is one record: read, parsed and typed in one step.

In: a folder, the name of a file in it, the name problems call it by, a record type. Out: the record, or what is wrong.
"""

from pathlib import Path
from typing import TypeVar

from edu_site.problems import Problem
from edu_site.source.files import read_text
from edu_site.source.yaml import read_yaml

T = TypeVar("T")


def read_record_file(folder: Path, name: str, shown: str, record_type: type[T]) -> tuple[T | None, tuple[Problem, ...]]:
    """The record of a file; None when it cannot be read or typed."""
    text = read_text(folder, name)
    if isinstance(text, Problem):
        return None, (text,)
    node, problems = read_yaml(text, shown)
    if node is None:
        return None, problems
    from edu_site.source.schema import to_record  # with a library that takes long to load; most runs read no record

    found, wrong = to_record(node, record_type)
    return found, (*problems, *wrong)
