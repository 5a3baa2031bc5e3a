"""Chance that repeats itself: bytes from a hash of a key, and tables that turn a byte into a deviation.

In: a key. Out: bytes that look random and are always the same for the key. Nothing here reads a clock or the machine's entropy.
"""

from hashlib import shake_128
from statistics import NormalDist

SEED = "demonstration-1"
BYTES = 256


def stream(key: str, length: int) -> bytes:
    """`length` bytes that belong to a key."""
    return shake_128(f"{SEED}/{key}".encode()).digest(length)


def deviations(spread: float) -> tuple[int, ...]:
    """For each byte a whole number: 256 quantiles of a normal distribution around 0 with this standard deviation."""
    curve = NormalDist(0, spread)
    return tuple(round(curve.inv_cdf((byte + 0.5) / BYTES)) for byte in range(BYTES))


def share(byte: int, percent: float) -> bool:
    """True for `percent` of all bytes."""
    return byte < percent * BYTES / 100
