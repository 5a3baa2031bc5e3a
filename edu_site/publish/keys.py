"""Ed25519 keys and signatures: the only place where `cryptography` is used.

In: a file that holds a private key (PKCS #8 in PEM, as `openssl genpkey -algorithm ed25519` writes it), bytes. Out: signatures
that anyone can check with the public key alone. A private key is never printed, never overwritten, and never used while others
on the machine may read it. Source: RFC 8032; the text of a public key is `ed25519:` and its 32 bytes in base64.
"""

import base64
import binascii
import errno
import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from edu_site.problems import Problem, Where

KIND = "ed25519:"
PUBLIC_LENGTH, SIGNATURE_LENGTH, ID_LENGTH = 32, 64, 16  # bytes, bytes, hexadecimal digits
LARGEST = 10_000  # bytes of a file that holds a key


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Who may sign: `raw` are the 32 bytes of RFC 8032."""

    raw: bytes

    @property
    def text(self) -> str:
        """The key as one word, for `publish.yml`: `ed25519:...`."""
        return KIND + base64.b64encode(self.raw).decode()

    @property
    def id(self) -> str:
        """The first 16 hexadecimal digits of the key's SHA-256: tells keys apart, trusts none."""
        return hashlib.sha256(self.raw).hexdigest()[:ID_LENGTH]


@dataclass(frozen=True, slots=True)
class Signature:
    """`key_id` of the signer's public key, `value` in base64."""

    key_id: str
    value: str


def public_key(text: str) -> PublicKey:
    """The key a word of `publish.yml` means. Raises ValueError."""
    kind, found, value = text.strip().partition(":")
    try:
        raw = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
    if kind + found != KIND or len(raw) != PUBLIC_LENGTH:
        raise ValueError(text)
    return PublicKey(raw)


def new_key(path: Path) -> PublicKey:
    """A new private key in `path`, for its owner only, and its public key in `<path>.pub`.

    Raises FileExistsError when either is there, OSError when they cannot be written."""
    public = public_path(path)
    if public.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(public))
    key = Ed25519PrivateKey.generate()
    write_new(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    found = PublicKey(key.public_key().public_bytes_raw())
    write_new(public, f"{found.text}\n".encode(), 0o644)
    return found


def public_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.pub")


def write_new(path: Path, data: bytes, mode: int) -> None:
    """A file that was not there before, on disk. Raises FileExistsError, OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, mode)
        file.write(data)
        file.flush()
        os.fsync(handle)


def sign(data: bytes, path: Path) -> Signature | Problem:
    """The signature of `data` with the private key in a file."""
    key = private_key(path)
    if isinstance(key, Problem):
        return key
    signer = PublicKey(key.public_key().public_bytes_raw())
    return Signature(signer.id, base64.b64encode(key.sign(data)).decode())


def public_of(path: Path) -> PublicKey | Problem:
    """The public key that belongs to a private key's file."""
    key = private_key(path)
    return key if isinstance(key, Problem) else PublicKey(key.public_key().public_bytes_raw())


def verify(data: bytes, signature: Signature, trusted: Iterable[PublicKey]) -> bool:
    """Whether one of the trusted keys signed exactly these bytes."""
    try:
        value = base64.b64decode(signature.value, validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(value) != SIGNATURE_LENGTH:
        return False
    return any(signed_by(key, value, data) for key in trusted if key.id == signature.key_id)


def signed_by(key: PublicKey, value: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(value, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def private_key(path: Path) -> Ed25519PrivateKey | Problem:
    """The key in a file that nobody but its owner can read."""
    where = Where(str(path))
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(LARGEST)
    except OSError as error:
        return Problem(where, "F08", {"reason": error.strerror or "unknown"})
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Problem(where, "K02", {"path": str(path)})
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return Problem(where, "K01")
    return key if isinstance(key, Ed25519PrivateKey) else Problem(where, "K01")
