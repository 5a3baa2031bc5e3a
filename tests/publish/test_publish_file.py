"""`publish.yml`: every mistake with its line and column."""

from pathlib import Path

import pytest

from edu_site.commands.targets import is_key
from edu_site.source.publishing import read_publish
from tests.publish.sites import trusted

GOOD = """keys:
  - name: Редакция
    key: {key}
targets:
  folder:
    - name: live
      path: /srv/www
      keep: 3
  object_store:
    - name: cloud
      url: s3://bucket/sites
      endpoint: https://store.example.kz
  ssh:
    - name: far
      host: publisher@www.example.kz
      path: /srv/www
      port: 2222
"""


def told(folder: Path, text: str) -> list[str]:
    (folder / "publish.yml").write_text(text)
    _record, problems = read_publish(folder, is_key)
    return [f"{one.where} {one.code} {one.values.get('field', one.values.get('value', ''))}".strip() for one in problems]


def good() -> str:
    return GOOD.format(key=trusted()[0].text)


def test_all_three_kinds_of_targets_are_read(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "publish.yml").write_text(good())
    record, problems = read_publish(tmp_path, is_key)
    assert problems == () and record
    assert [(target.name, type(target).__name__) for target in record.targets.all] == [
        ("live", "FolderTarget"),
        ("cloud", "ObjectStoreTarget"),
        ("far", "SshTarget"),
    ]


def test_a_project_without_the_file_is_told(tmp_path: Path) -> None:
    assert [(one.where.path, one.code) for one in read_publish(tmp_path, is_key)[1]] == [("publish.yml", "F08")]


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        ("{key}", "ed25519:AAAA", "publish.yml:3:10 K03"),
        ("name: cloud", "name: live", "publish.yml:10:13 C23 live"),
        ("name: cloud", "name: Облако", "publish.yml:10:13 S13 name"),
        ("s3://bucket/sites", "gs://bucket/sites", "publish.yml:11:12 S13 url"),
        ("publisher@www.example.kz", "-oProxyCommand=x", "publish.yml:15:13 S13 host"),
        ("port: 2222", "port: 70000", "publish.yml:17:13 S13 port"),
        ("port: 2222", "port: ssh", "publish.yml:17:13 S04 port"),
        ("      path: /srv/www\n      port", "      path: /srv/www;rm\n      port", "publish.yml:16:13 S13 path"),
        ("      path: /srv/www\n      port", "      path: /srv/../etc\n      port", "publish.yml:16:13 S13 path"),
        ("keep: 3", "keep: 0", "publish.yml:8:13 S13 keep"),
        ("keep: 3", "kep: 3", "publish.yml:8:7 S02 kep"),
        ("      url: s3://bucket/sites\n", "", "publish.yml:10:7 S01 url"),
        ("  ssh:", "  ftp:", "publish.yml:13:3 S14 ftp"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, report: str) -> None:
    assert told(tmp_path, GOOD.replace(old, new).format(key=trusted()[0].text)) == [report]
