"""Each rule finds the fault it is there for: a rule that cannot fail guards nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.house import rules_of_code as code
from tests.house import rules_of_words as words
from tests.house.test_rules import RULES

LONG_FUNCTION = "def long() -> None:\n" + "    step()\n" * 51
CODES = 'CODES = {"Y01": Code(E, "Cannot read {reason}", "check it")}\n'
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
PAGES = PO + 'msgid "{n} page"\nmsgstr "{n} стр."\n'
PYPROJECT = '[project]\nname = "x"\ndependencies = ["PyYAML>=6"]\n'
HASHED = "pyyaml==6.0.3 \\\n    --hash=sha256:00\n"

Planted = tuple[Callable[[Path], list[str]], Mapping[str, str], str]
PLANTED: tuple[Planted, ...] = (
    (code.imports_between_rooms, {"edu_site/model/a.py": "from edu_site.plan import site"}, "imports edu_site.plan.site"),
    (code.imports_between_rooms, {"edu_site/model/a.py": "from ..render import blocks"}, "imports edu_site.render.blocks"),
    (
        code.imports_between_rooms,
        {"edu_site/plan/a.py": "import edu_site.progress.exports"},
        "imports edu_site.progress.exports",
    ),
    (code.imports_between_rooms, {"edu_site/plan/a.py": "from edu_site.progress import exports"}, "progress.exports"),
    (code.imports_between_rooms, {"edu_site/attic/a.py": ""}, "unknown room 'attic'"),
    (
        code.imports_of_libraries,
        {"edu_site/source/tree.py": "def f():\n    import yaml"},
        "tree.py:2 imports yaml; only source.yaml and",
    ),
    (code.imports_of_libraries, {"edu_site/plan/a.py": "from mkdocs.config import load_config"}, "only render.engine may"),
    (code.imports_of_libraries, {"edu_site/plan/a.py": "import requests"}, "imports requests, which no row"),
    (code.sizes, {"edu_site/a.py": "x = 1\n" * 401}, "has 401 lines"),
    (code.sizes, {"edu_site/a.py": LONG_FUNCTION}, "long has 52 lines"),
    (code.sizes, {"edu_site/a.py": LONG_FUNCTION.replace("step()\n" * 30, "step()\n")}, "functions have 25 lines or more"),
    (code.names, {"edu_site/plan/utils.py": ""}, "plan/utils.py:1 has a name that says nothing"),
    (
        code.clock_and_chance,
        {"edu_site/plan/a.py": "import datetime as dt\nnow = dt.datetime.now(dt.UTC)"},
        "a.py:2 reads datetime.now",
    ),
    (code.clock_and_chance, {"edu_site/fleet/a.py": "import os\nx = os.environ['A']"}, "reads os.environ"),
    (code.clock_and_chance, {"edu_site/plan/a.py": "from random import choice"}, "imports random.choice"),
    (code.printing, {"edu_site/plan/a.py": "print(1)"}, "a.py:1 prints"),
    (code.broad_except, {"edu_site/plan/a.py": "try:\n    f()\nexcept Exception:\n    pass"}, "a.py:3 catches everything"),
    (code.broad_except, {"edu_site/fleet/a.py": "try:\n    f()\nexcept:\n    pass\n" * 2}, "2 broad excepts"),
    (code.documented, {"edu_site/plan/a.py": "x = 1"}, "a.py:1 has no docstring"),
    (words.machine_paths, {"docs/a.md": "see\n/wo" + "rk/main/x"}, "docs/a.md:2 holds"),
    (words.registry_hosts, {"requirements.txt": "--index-url https://pypi" + ".org/simple"}, "requirements.txt:1 holds"),
    (
        words.registry_hosts,
        {"tests/browser/package-lock.json": "https://registry" + ".npmjs.org/x"},
        "package-lock.json:1 holds",
    ),
    (words.merge_markers, {"docs/a.md": "a\n<<<<" + "<<< HEAD\n"}, "docs/a.md:2 holds"),
    (words.filler, {"content/a.kk.md": "Lorem " + "ipsum dolor"}, "content/a.kk.md:1 holds"),
    (words.compiled_files, {".git": "", "themes/a.mo": ""}, "themes/a.mo is tracked"),
    (
        words.codes_declared_and_used,
        {"edu_site/source/a.py": 'Problem(where, "Y99")'},
        "makes Y99, which codes.py does not declare",
    ),
    (words.codes_declared_and_used, {"edu_site/codes.py": CODES}, "declares Y01, which nothing makes"),
    (words.codes_have_a_case, {"edu_site/codes.py": CODES, "tests/bad_input/a.txt": "a.yml:1:2: Y011 x"}, "Y01 has no case"),
    (words.code_is_translated, {"edu_site/codes.py": CODES}, "translations/kk.po is missing"),
    (
        words.code_is_translated,
        {"edu_site/codes.py": CODES, "edu_site/translations/ru.po": PO},
        "does not translate 'check it'",
    ),
    (
        words.code_is_translated,
        {"edu_site/codes.py": CODES, "edu_site/translations/ru.po": PO + 'msgid "Cannot read {reason}"\nmsgstr "Не {cause}"\n'},
        "has other fields than 'Cannot read {reason}'",
    ),
    (
        words.code_is_translated,
        {"edu_site/cli.py": 'echo(_("Done"))', "edu_site/translations/kk.po": PO},
        "does not translate 'Done'",
    ),
    (
        words.code_is_translated,
        {
            "edu_site/render/views/names.py": 'STATE: dict[str, tuple[str, str]] = {"done": ("Done", "success")}',
            "edu_site/render/views/a.py": "def f(item, words):\n    state, tone = names.STATE[item.state]\n    return words(state)",
            "edu_site/translations/kk.po": PO,
        },
        "does not translate 'Done' (edu_site/render/views/a.py:3)",
    ),
    (
        words.code_is_translated,
        {
            "edu_site/plan/a.py": 'def f(words, n):\n    return words.plural("{n} page", "{n} pages", n)',
            "edu_site/translations/ru.po": PAGES,
        },
        "ru.po: '{n} page' needs 3 plural forms",
    ),
    (
        words.code_is_translated,
        {"edu_site/plan/a.py": "def f(item, words):\n    return words(item.colour)"},
        "a.py:2 says item.colour, and nobody can tell",
    ),
    (words.themes_are_translated, {"themes/base/a.html": "{{ _('Menu') }}"}, "kk/LC_MESSAGES/messages.po is missing"),
    (
        words.themes_are_translated,
        {
            "themes/base/a.html": "{{ _('Menu') }}",
            "themes/base/locales/kk/LC_MESSAGES/messages.po": PO + 'msgid "Menu"\nmsgstr ""\n',
        },
        "does not translate 'Menu'",
    ),
    (
        words.catalogues_hold_nothing_else,
        {"edu_site/translations/kk.po": PO + 'msgid "Gone"\nmsgstr "Жоқ"\n'},
        "translates 'Gone', which nothing says",
    ),
    (words.dependencies_are_locked, {"pyproject.toml": PYPROJECT}, "does not lock pyyaml"),
    (words.dependencies_are_locked, {"pyproject.toml": PYPROJECT, "requirements.txt": HASHED}, "no row for pyyaml 6.0.3"),
    (
        words.dependencies_are_locked,
        {"pyproject.toml": PYPROJECT, "requirements.txt": "pyyaml==6.0.3\n"},
        "pyyaml==6.0.3 has no hash",
    ),
    (words.readme_targets_exist, {"README.md": "```\nmake nothing\n```", "Makefile": "site:\n"}, "says `make nothing`"),
    (words.readme_targets_exist, {"README.md": "", "Makefile": "site:\n"}, "does not show `make site`"),
)


@pytest.mark.parametrize(("rule", "files", "expected"), PLANTED, ids=[f"{p[0].__name__}-{n}" for n, p in enumerate(PLANTED)])
def test_a_planted_fault_is_found(
    rule: Callable[[Path], list[str]], files: Mapping[str, str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "tracked", lambda root: sorted(path for path in root.rglob("*") if path.is_file()))
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert any(expected in line for line in rule(tmp_path)), rule(tmp_path)


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule.__name__ for rule in RULES} == {planted[0].__name__ for planted in PLANTED}
