"""What a code is: how severe its problem is, what it says, what to do about it."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """`ERROR` stops the organisation's own site; `WARNING` is published and reported."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    severity: Severity
    message: str
    hint: str = ""
