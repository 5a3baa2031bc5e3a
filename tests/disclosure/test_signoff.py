"""A certificate that was signed off: checked with the published files and the public key alone."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from edu_site.commands.audit import audit
from edu_site.commands.protect import protect, signature_of
from edu_site.problems import Problem
from edu_site.progress.disclosure import Rules, Source
from edu_site.progress.recheck import recheck
from edu_site.progress.releases import Folders, Means, Released, make_release
from edu_site.progress.signoff import NAME, SignOff, Verify
from edu_site.publish.keys import PublicKey, Signature, new_key, public_of, verify
from tests.disclosure.worlds import DEFINITIONS, POLICY, RELEASE, World, world
from tests.projects import ROOT

HEAD = "А. Б. Ахметова"


@pytest.fixture
def place() -> World:
    return world(11, subjects=2)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    new_key(tmp_path / "key.pem")
    return tmp_path / "key.pem"


def released(place: World, tmp_path: Path, key: Path | None) -> Released:
    means = Means(None, SignOff(HEAD, lambda data: signature_of(key, data))) if key else Means()
    folders = Folders(tmp_path / "records", tmp_path / "published")
    return make_release(place.own, Rules(POLICY, DEFINITIONS, place.places), Source(RELEASE, {}), folders, means)


def trusting(*keys: PublicKey | Problem) -> Verify:
    trusted = [key for key in keys if isinstance(key, PublicKey)]
    return lambda data, key_id, value: verify(data, Signature(key_id, value), trusted)


def codes(place: World, tmp_path: Path, by: Verify) -> set[str]:
    problems = recheck(tmp_path / "published", POLICY, DEFINITIONS, place.places, by).problems
    return {problem.code for problem in problems}


def test_a_signed_release_is_verified_by_the_public_key(place: World, tmp_path: Path, key: Path) -> None:
    assert released(place, tmp_path, key).state == "written"
    assert json.loads((tmp_path / "published" / RELEASE.id / NAME).read_bytes())["signed_by"] == HEAD
    assert codes(place, tmp_path, trusting(public_of(key))) == set()


def test_a_release_without_a_signature_is_d28_and_can_be_signed_later(place: World, tmp_path: Path, key: Path) -> None:
    released(place, tmp_path, None)
    assert codes(place, tmp_path, trusting(public_of(key))) == {"D28"}
    assert released(place, tmp_path, key).state == "unchanged"
    assert codes(place, tmp_path, trusting(public_of(key))) == set()


def test_a_signature_of_a_stranger_is_d29(place: World, tmp_path: Path, key: Path) -> None:
    released(place, tmp_path, key)
    assert codes(place, tmp_path, trusting(new_key(tmp_path / "other.pem"))) == {"D29"}


@pytest.mark.parametrize("change", [{"signed_by": "Someone"}, {"value": "AAAA"}, {"key_id": 7}, {"more": ""}])
def test_a_signature_that_was_changed_is_d29(place: World, tmp_path: Path, key: Path, change: dict[str, object]) -> None:
    released(place, tmp_path, key)
    path = tmp_path / "published" / RELEASE.id / NAME
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change), encoding="utf-8")
    assert codes(place, tmp_path, trusting(public_of(key))) == {"D29"}


def test_a_certificate_that_was_changed_is_d29(place: World, tmp_path: Path, key: Path) -> None:
    released(place, tmp_path, key)
    path = tmp_path / "published" / RELEASE.id / "certificate.json"
    path.write_bytes(path.read_bytes() + b"\n")
    assert "D29" in codes(place, tmp_path, trusting(public_of(key)))


def test_a_signature_of_another_release_is_d29(place: World, tmp_path: Path, key: Path) -> None:
    released(place, tmp_path, key)
    folder = tmp_path / "published"
    (folder / RELEASE.id).rename(folder / "2025-2026-Q3")
    assert "D29" in codes(place, tmp_path, trusting(public_of(key)))


def test_a_key_others_can_read_signs_nothing_and_nothing_is_released(place: World, tmp_path: Path, key: Path) -> None:
    key.chmod(0o644)
    found = released(place, tmp_path, key)
    assert [problem.code for problem in found.problems] == ["K02"]
    assert not (tmp_path / "published").exists()


def test_a_name_without_a_key_is_wrong_use() -> None:
    told = CliRunner().invoke(
        protect, ["--release", "2025-2026-Q4", "--signed-by", HEAD, "--project", str(ROOT), "--lang", "en"]
    )
    assert told.exit_code == 2
    assert "--signed-by and --key belong together" in told.output


def test_a_word_that_is_no_public_key_is_k03(tmp_path: Path) -> None:
    told = CliRunner().invoke(audit, [str(tmp_path), "--key", "rsa:x", "--project", str(ROOT), "--lang", "en"])
    assert told.exit_code == 2
    assert "K03" in told.output
