"""A `SafeTable` as the file that travels: canonical JSON, read back strictly.

In: a table, or the bytes of a file. Out: bytes that are the same for the same table, or the table. A file that holds anything
else than these fields, a count among them, is refused.
"""

import hashlib

from edu_site.model.safe import SafeTable
from edu_site.travelling import read_wire, table_of
from edu_site.values import to_json


def to_bytes(table: SafeTable) -> bytes:
    """Canonical JSON with a line end."""
    return to_json(table) + b"\n"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def from_bytes(data: bytes) -> SafeTable:
    """The table of a file. Raises ValueError when the file is no table."""
    try:
        wire = read_wire(data)
    except ValueError as error:
        raise ValueError(f"not a table: {error}") from None
    return table_of(wire, wire.rows)
