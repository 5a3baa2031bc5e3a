"""A `SafeTable` as the file that travels: canonical JSON, read back strictly.

In: a table, or the bytes of a file. Out: bytes that are the same for the same table, or the table. A file that holds anything
else than these fields, a count among them, is refused.
"""

import hashlib

from edu_site.model.safe import SafeTable, read_table
from edu_site.values import to_json


def to_bytes(table: SafeTable) -> bytes:
    """Canonical JSON with a line end."""
    return to_json(table) + b"\n"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def from_bytes(data: bytes) -> SafeTable:
    """The table of a file. Raises ValueError when the file is no table."""
    return read_table(data)
