"""A certificate signed off by name: who answers for a release, in a way anyone can check with the public key alone.

In: the bytes of a certificate, a name, something that signs. Out: the file `certificate.sig` beside it. What is signed is the release,
the name and the digest of the certificate, which holds the digests of all tables: neither can be changed afterwards. How signing is
done is not known here: `commands` brings it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edu_site.problems import Problem
from edu_site.progress.tables import digest
from edu_site.values import from_json, to_json

NAME = "certificate.sig"
Sign = Callable[[bytes], tuple[str, str] | Problem]  # bytes -> id of the key, signature in base64
Verify = Callable[[bytes, str, str], bool]  # bytes, id of the key, signature -> whether a trusted key made it


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signs, and how."""

    signed_by: str
    sign: Sign


def statement(release_id: str, certificate: bytes, signed_by: str) -> bytes:
    """What is signed, in canonical JSON."""
    return to_json({"certificate": digest(certificate), "release": release_id, "signed_by": signed_by})


def signed(release_id: str, certificate: bytes, by: SignOff) -> bytes | Problem:
    """The file of the signature."""
    found = by.sign(statement(release_id, certificate, by.signed_by))
    if isinstance(found, Problem):
        return found
    return to_json({"key_id": found[0], "signed_by": by.signed_by, "value": found[1]}) + b"\n"


def is_signed(place: Path, verify: Verify) -> str:
    """Who signed the certificate in a release's folder, "" when nobody trusted did. Raises OSError."""
    try:
        fields = from_json((place / NAME).read_bytes())
    except ValueError:
        return ""
    if not isinstance(fields, dict) or set(fields) != {"key_id", "signed_by", "value"}:
        return ""
    if not all(isinstance(value, str) for value in fields.values()):
        return ""
    data = statement(place.name, (place / "certificate.json").read_bytes(), fields["signed_by"])
    return fields["signed_by"] if verify(data, fields["key_id"], fields["value"]) else ""
