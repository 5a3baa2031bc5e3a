"""What is wrong with one place of an export, before it is known as a place of a file.

`Fault` is made deep in the parsers; `progress.importing` turns it into a `Problem` with the file's name. Its values are codes,
numbers and masked cells: whatever comes out of a parser may stand in a log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """`row` and `column` count from 1; 0 is the whole sheet or file. `sheet` counts from 1; 0 when there are no sheets."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    sheet: int = 0
    table: str = ""  # of an archive of tables


class Refused(Exception):
    """Ends the reading of a file at once; carries the faults out of the parsers."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults
