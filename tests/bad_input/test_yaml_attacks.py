"""YAML that hangs, bloats or crashes loaders: each is read in a child with one second and little memory.

A child that dies, of a signal or of the limits, has not printed a code. What is refused by size is read past that limit here.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from edu_site.source.yaml import Scalar, read_yaml

ROOT = Path(__file__).parents[2]
CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
resource.setrlimit(resource.RLIMIT_AS, (200_000_000, 200_000_000))
from edu_site.source.yaml import read_yaml
node, problems = read_yaml(sys.stdin.buffer.read().decode(), "a.yml")
print(*sorted({str(p.where) + " " + p.code for p in problems}) or ["read"], sep=", ")
"""

LAUGHS = "a0: &a0 [ha, ha]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
MERGES = "m0: &m0 {k: v}\n" + "".join(f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}'] * 9)}]\n" for n in range(1, 10))
ATTACKS = {
    "billion-laughs": (LAUGHS, "a.yml:1:5 Y02"),
    "merge-key-bomb": (MERGES, "a.yml:1:5 Y02"),
    "merge-keys-without-anchors": ("a:\n  <<: {<<: {<<: {b: 1}}}\n", "a.yml:2:3 Y04"),
    "brackets-1000": ("a: " + "[" * 1_000, "a.yml:1:23 Y07"),
    "brackets-100000": ("a: " + "[" * 100_000, "a.yml Y08"),
    "braces-100000": ("{" * 100_000, "a.yml Y08"),
    "brackets-in-mappings": ("a: " + "{a: [" * 1_000, "a.yml:1:50 Y07"),
    "hyphens-100000": ("- " * 100_000 + "a", "a.yml:1:41 Y07"),
    "question-marks-100000": ("? " * 100_000 + "a", "a.yml:1:41 Y07"),
    "indentation": ("".join(" " * n + "a:\n" for n in range(700)), "a.yml:20:20 Y07"),
    "5-megabytes": ("a: " + "x" * 5_000_000, "read"),
    "20-megabytes": ("a: " + "x" * 20_000_000, "read"),
    "20000-anchors-in-a-list": ("a: [" + "&b 1, " * 20_000 + "]", "a.yml:1:5 Y02"),
    "one-alias": ("a: *b\n", "a.yml:1:4 Y02"),
    "duplicate-key": ("a: 1\nb: 2\na: 3\n", "a.yml:3:1 Y05"),
    "tab": ("a:\n\tb: 1\n", "a.yml:2:1 Y11"),
    "5-megabytes-quoted": ("a: '" + "x" * 5_000_000, "a.yml:1:5000005 Y01"),
    "200000-keys": ("".join(f"key{n}: {n}\n" for n in range(200_000)), "a.yml:10000:10 Y08"),
    "200000-entries": ("a:\n" + "- b\n" * 200_000, "a.yml:19999:3 Y08"),
    "200000-comments": ("# a\n" * 200_000 + "a: 1\n", "read"),
    "50000-anchors": ("".join(f"a{n}: &a{n} 1\n" for n in range(50_000)), "a.yml:1:5 Y02"),
    "10000-documents": ("a: 1\n---\n" * 10_000, "a.yml:2:1 Y06"),
    "10000-directives": ("%YAML 1.1\n" * 10_000 + "---\na: 1\n", "a.yml:2:1 Y01"),
    "unclosed-quotes": ('a: "\n' * 50_000, "a.yml:19999:4 Y08"),
    "colons": ("a: " * 60_000, "a.yml:1:5 Y01"),
    "one-long-key": ("a" * 250_000 + ": 1", "a.yml:1:250001 Y01"),
    "escapes": ('a: "' + "\\u0041" * 40_000 + '"', "read"),
    "python-object": ("a: !!python/object/apply:os.system ['echo pwned']", "a.yml:1:4 Y03"),
    "nul": ("a: b\0c", "a.yml:1:1 Y01"),
}


def test_numbers_and_dates_stay_texts() -> None:
    """`iin: 010203040506` is an octal number to YAML 1.1, and 2026-02-31 an error without a place."""
    node, problems = read_yaml("iin: 010203040506\nday: 2026-02-31\nyes: no\n", "a.yml")
    assert problems == ()
    assert node is not None
    assert [value.text for _key, value in node.entries if isinstance(value, Scalar)] == ["010203040506", "2026-02-31", "no"]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_at_once(name: str) -> None:
    text, expected = ATTACKS[name]
    child = subprocess.run([sys.executable, "-c", CHILD], input=text.encode(), capture_output=True, cwd=ROOT, timeout=60)
    assert child.returncode == 0, child.stderr.decode()[-400:]
    assert child.stdout.decode().strip() == expected
