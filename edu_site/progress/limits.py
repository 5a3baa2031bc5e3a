"""What one import may use. A file over a limit is refused with the limit named; nothing is cut off silently."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one source file and the process that reads it."""

    source_bytes: int = 200 * MEBIBYTE
    inflated_bytes: int = 400 * MEBIBYTE  # of one member of an archive, and of all of them
    ratio: int = 200  # inflated to packed, for members over a mebibyte
    members: int = 2_000
    rows: int = 2_000_000
    columns: int = 200
    cell: int = 32_000  # characters
    plain_bytes: int = 4 * MEBIBYTE  # a longer text is read by the engine when it is plain; starting it takes as long as 4 MB
    problems: int = 1_000  # listed; the rest is counted
    memory_bytes: int = 1_024 * MEBIBYTE
    seconds: int = 120  # of processor time; wall time may be twice that
    answer_bytes: int = 1_024 * MEBIBYTE
