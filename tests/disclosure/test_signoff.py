"""A certificate that was signed off: checked with the published files and the public key alone."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from edu_site import __version__
from edu_site.commands.audit import audit
from edu_site.commands.protect import protect, signature_of
from edu_site.problems import Problem
from edu_site.progress.certificate import METHOD
from edu_site.progress.copies import recheck_copy
from edu_site.progress.disclosure import Rules, Source
from edu_site.progress.recheck import recheck
from edu_site.progress.releases import Folders, Means, Released, make_release
from edu_site.progress.signoff import NAME, SignOff, Verify
from edu_site.publish.keys import PublicKey, Signature, new_key, public_of, verify
from edu_site.values import to_json
from tests.disclosure.worlds import DEFINITIONS, POLICY, RELEASE, World, world
from tests.disclosure.years import year_of
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


def test_a_name_no_build_would_accept_is_wrong_use(key: Path) -> None:
    told = CliRunner().invoke(
        protect,
        ["--release", "2025-2026-Q4", "--signed-by", "я" * 201, "--key", str(key), "--project", str(ROOT), "--lang", "en"],
    )
    assert told.exit_code == 2
    assert "--signed-by is longer than 200 characters" in told.output


def test_a_word_that_is_no_public_key_is_k03(tmp_path: Path) -> None:
    told = CliRunner().invoke(audit, [str(tmp_path), "--key", "rsa:x", "--project", str(ROOT), "--lang", "en"])
    assert told.exit_code == 2
    assert "K03" in told.output


# ------------------------------------------------------------ as a site publishes it


@pytest.fixture
def copy(place: World, tmp_path: Path, key: Path) -> Path:
    """The folder `progress/data` of one organisation's site."""
    released(place, tmp_path, key)
    release, folder = tmp_path / "published" / RELEASE.id, tmp_path / "data"
    folder.mkdir()
    names = {"republic.json": ".json", "certificate.json": "-certificate.json", NAME: "-certificate.sig"}
    for name, end in names.items():
        (folder / f"{RELEASE.id}{end}").write_bytes((release / name).read_bytes())
    (folder / "subjects.json").write_text("[]", encoding="utf-8")
    return folder


def codes_of_copy(copy: Path, by: Verify | None = None) -> set[str]:
    return {problem.code for problem in recheck_copy(copy, POLICY, DEFINITIONS, by).problems}


def test_the_files_of_one_site_are_checked_by_themselves(copy: Path, key: Path, tmp_path: Path) -> None:
    found = recheck_copy(copy, POLICY, DEFINITIONS, trusting(public_of(key)))
    assert (found.releases, found.tables, found.bands > 0, found.problems) == (1, 1, True, ())
    assert [(one.signed_by, one.checked) for one in found.signed] == [(HEAD, True)]
    assert codes_of_copy(copy, trusting(new_key(tmp_path / "other.pem"))) == {"D29"}


@pytest.mark.parametrize(
    ("end", "change", "code"),
    [
        (".json", lambda data: data.replace(b'"synthetic":false', b'"synthetic":true '), "D26"),
        (".json", lambda data: data[:-9], "D25"),
        (".json", None, "D24"),
        ("-certificate.json", lambda data: data.replace(b'"findings":0', b'"findings":1'), "D26"),
        ("-certificate.json", lambda data: data[:-9], "D26"),
        ("-certificate.json", lambda data: data.replace(b'"method":"3"', b'"method":"9"'), "D30"),
        ("-certificate.sig", lambda data: data[:-9], "D29"),
        ("-certificate.sig", None, "D28"),
    ],
)
def test_a_changed_file_of_a_site_is_told(
    copy: Path, key: Path, end: str, change: Callable[[bytes], bytes] | None, code: str
) -> None:
    path = copy / f"{RELEASE.id}{end}"
    data = path.read_bytes()
    if change is None:
        path.unlink()
    else:
        assert change(data) != data
        path.write_bytes(change(data))
    assert code in codes_of_copy(copy, trusting(public_of(key)))


def audited(folder: Path, *words: str) -> str:
    told = CliRunner().invoke(audit, [str(folder), "--project", str(ROOT), "--lang", "en", *words])
    assert told.exit_code == 0, told.output
    return told.stdout if "--json" in words else told.output


def test_the_audit_tells_whose_signature_it_could_not_check(copy: Path, key: Path) -> None:
    public = public_of(key)
    assert isinstance(public, PublicKey)
    signed = f"{RELEASE.id}: signed by {HEAD}, key {public.id}; "
    assert signed + "not checked, because no key was given with --key" in audited(copy)
    assert signed + "checked" in audited(copy, "--key", public.text)
    assert json.loads(audited(copy, "--json"))["signed"][0]["checked"] is False


# ------------------------------------------------------------ the rules a certificate was made by


def test_a_certificate_names_rules_and_program_and_one_without_them_stays_valid(place: World, tmp_path: Path) -> None:
    released(place, tmp_path, None)
    path = tmp_path / "published" / RELEASE.id / "certificate.json"
    certificate = json.loads(path.read_bytes())
    assert (certificate["method"], certificate["program"]) == (METHOD, __version__)
    del certificate["method"], certificate["program"]
    path.write_text(json.dumps(certificate), encoding="utf-8")
    assert recheck(tmp_path / "published", POLICY, DEFINITIONS, place.places).problems == ()


def test_a_certificate_of_rules_nobody_here_knows_is_d30(place: World, tmp_path: Path) -> None:
    released(place, tmp_path, None)
    path = tmp_path / "published" / RELEASE.id / "certificate.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"method": "9", "program": "7.0"}), encoding="utf-8")
    (found,) = recheck(tmp_path / "published", POLICY, DEFINITIONS, place.places).problems
    assert (found.code, found.values) == ("D30", {"method": "9", "program": "7.0"})


def test_the_rules_have_another_number_when_the_same_counts_give_other_tables() -> None:
    """When this fails on purpose: a new METHOD, and the old one into METHODS if its certificates can still be checked."""
    found = hashlib.sha256()
    for seed in range(12):
        made = world(seed, subjects=2, pupils=bool(seed % 2)).protected().tables
        for table in (*made, *year_of(seed, subjects=2).protected()["Y"].tables):
            found.update(to_json([table.organisation, table.enrolment, table.rows]))
    assert (METHOD, found.hexdigest()[:16]) == ("3", "26be5d88ccd2ee13")
