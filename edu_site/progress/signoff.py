"""A certificate signed off by name: who answers for a release, in a way anyone can check with the public key alone.

In: the bytes of a certificate, a name, something that signs. Out: the file `certificate.sig` beside it. What is signed is the release,
the name and the digest of the certificate, which holds the digests of all tables: neither can be changed afterwards. How signing is
done is not known here: `commands` brings it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edu_site.model.safe import Signature, read_signature
from edu_site.problems import Problem, Where
from edu_site.progress.tables import digest
from edu_site.values import to_json

NAME = "certificate.sig"
Sign = Callable[[bytes], tuple[str, str] | Problem]  # bytes -> id of the key, signature in base64
Verify = Callable[[bytes, str, str], bool]  # bytes, id of the key, signature -> whether a trusted key made it


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signs, and how."""

    signed_by: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class SignedOff:
    """Whose signature stands beside a certificate. `checked`: there were keys to check it with, and it is of one of them."""

    release: str
    signed_by: str
    key_id: str
    checked: bool


def statement(release_id: str, certificate: bytes, signed_by: str) -> bytes:
    """What is signed, in canonical JSON."""
    return to_json({"certificate": digest(certificate), "release": release_id, "signed_by": signed_by})


def signed(release_id: str, certificate: bytes, by: SignOff) -> bytes | Problem:
    """The file of the signature."""
    found = by.sign(statement(release_id, certificate, by.signed_by))
    if isinstance(found, Problem):
        return found
    return to_json(Signature(key_id=found[0], signed_by=by.signed_by, value=found[1])) + b"\n"


def holds(release_id: str, certificate: bytes, signature: Signature, verify: Verify) -> bool:
    """Whether a trusted key signed this certificate as that of this release, in this name."""
    return verify(statement(release_id, certificate, signature.signed_by), signature.key_id, signature.value)


def judged(
    release_id: str, where: Path, certificate: bytes | None, signature: bytes | None, verify: Verify | None
) -> SignedOff | Problem | None:
    """Who signed a certificate off, or what is wrong with it. Nobody needs to have, unless there are keys to check it with."""
    if signature is None or certificate is None:
        return Problem(Where(str(where)), "D28", {"release": release_id}) if verify else None
    found = read_signature(signature)
    if found is None or (verify is not None and not holds(release_id, certificate, found, verify)):
        return Problem(Where(str(where)), "D29", {"release": release_id})
    return SignedOff(release_id, found.signed_by, found.key_id, checked=verify is not None)


def read_if_there(path: Path) -> bytes | None:
    """The bytes of a file. Raises OSError."""
    return path.read_bytes() if path.is_file() else None
