"""Keys and signatures: what a signature binds, who is trusted, and what is refused (K01, K02)."""

import base64
import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from edu_site.cli import main
from edu_site.problems import Problem
from edu_site.publish.keys import PublicKey, Signature, new_key, public_key, public_of, sign, verify

# RFC 8032, section 7.1, test 2: a private key, its public key, the signature of the byte 0x72
RFC_PRIVATE = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7
-----END PRIVATE KEY-----
"""
RFC_PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
RFC_SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
RSA = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    new_key(path)
    return path


def signed(data: bytes, path: Path) -> Signature:
    found = sign(data, path)
    assert isinstance(found, Signature)
    return found


def trusted(path: Path) -> PublicKey:
    found = public_of(path)
    assert isinstance(found, PublicKey)
    return found


def private(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_signature_is_that_of_the_rfc(tmp_path: Path) -> None:
    path = private(tmp_path / "rfc.pem", RFC_PRIVATE)
    found = signed(b"\x72", path)
    assert trusted(path).raw.hex() == RFC_PUBLIC
    assert base64.b64decode(found.value).hex() == RFC_SIGNATURE
    assert verify(b"\x72", found, [PublicKey(bytes.fromhex(RFC_PUBLIC))])


def test_a_private_key_is_for_its_owner_alone_and_its_public_key_stands_beside_it(tmp_path: Path) -> None:
    found = new_key(tmp_path / "key.pem")
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    assert public_key((tmp_path / "key.pem.pub").read_text()) == found == trusted(tmp_path / "key.pem")


@pytest.mark.parametrize("name", ["key.pem", "key.pem.pub"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(FileExistsError):
        new_key(tmp_path / "key.pem")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "mine")]


def test_a_changed_text_another_signer_and_a_stranger_are_not_accepted(tmp_path: Path, key: Path) -> None:
    stranger = tmp_path / "stranger.pem"
    new_key(stranger)
    found = signed(b"text", key)
    assert verify(b"text", found, [trusted(stranger), trusted(key)])
    assert not verify(b"texT", found, [trusted(key)])
    assert not verify(b"text", found, [trusted(stranger)])
    assert not verify(b"text", found, [])
    assert not verify(b"text", Signature(trusted(key).id, signed(b"text", stranger).value), [trusted(key)])


@pytest.mark.parametrize("value", ["", "AAAA", "not base64 at all!", "Қ" * 88])
def test_a_damaged_signature_is_not_accepted(key: Path, value: str) -> None:
    assert not verify(b"text", Signature(trusted(key).id, value), [trusted(key)])


@pytest.mark.parametrize("text", ["", "ed25519:", "ed25519:AAAA", "rsa:" + "A" * 43 + "=", "ed25519:" + "!" * 44])
def test_a_word_that_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        public_key(text)


@pytest.mark.parametrize("text", ["", "no key", RSA, RFC_PRIVATE.replace("MC4", "MC5")])
def test_a_file_without_a_private_key_is_told(tmp_path: Path, text: str) -> None:
    found = sign(b"", private(tmp_path / "key.pem", text))
    assert isinstance(found, Problem)
    assert found.code == "K01"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_private_key_that_others_can_read_is_not_used(tmp_path: Path, mode: int) -> None:
    found = sign(b"", private(tmp_path / "key.pem", RFC_PRIVATE, mode))
    assert isinstance(found, Problem)
    assert found.code == "K02"


def test_the_command_makes_shows_and_signs(tmp_path: Path) -> None:
    runner, path = CliRunner(), str(tmp_path / "key.pem")
    made = runner.invoke(main, ["keys", "new", path, "--json"])
    assert made.exit_code == 0, made.output
    shown = runner.invoke(main, ["keys", "show", path, "--json"])
    assert json.loads(shown.stdout) == json.loads(made.stdout)
    again = runner.invoke(main, ["keys", "new", path])
    assert (again.exit_code, "never overwritten" in again.output) == (2, True)
    (tmp_path / "waiver.yml").write_text("reason: a text\n")
    assert runner.invoke(main, ["keys", "sign", str(tmp_path / "waiver.yml"), "--key", path]).exit_code == 0
    signature = json.loads((tmp_path / "waiver.yml.sig").read_text())
    assert verify(b"reason: a text\n", Signature(**signature), [public_key(json.loads(shown.stdout)["key"])])
    assert runner.invoke(main, ["keys", "sign", path, "--key", str(tmp_path / "waiver.yml")]).exit_code == 1
