"""Rules about words and files: problem codes, translations, what may not stand in a tracked file, what the README says."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po
from jinja2 import Environment

from tests.house.messages import said
from tests.house.modules import modules_of

LANGUAGES = ("kk", "ru")
PLURALS = {"kk": 2, "ru": 3}  # forms by CLDR; Kazakh says the same in both
CODE = re.compile(r"[A-Z]\d\d")

# Written in pieces so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(r"(?<![\w.-])/(?:" + "work|root|farm|tmp" + r")/")
REGISTRIES = re.compile("|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "deb" + r"\.debian")))
MERGE_MARKERS = re.compile("^(" + "<" * 7 + "|" + ">" * 7 + ") ", re.MULTILINE)
FILLER = re.compile(r"lorem" + r" ipsum|\bTO" + r"DO\b|\bFIX" + r"ME\b|\bTBD\b", re.IGNORECASE)
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".woff2", ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".zip", ".ico", ".gz"}


def tracked(root: Path) -> list[Path]:
    """Files under version control, or every file where there is none."""
    if (root / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
        return [root / name for name in listed.split("\0") if name and (root / name).is_file()]
    return sorted(path for path in root.rglob("*") if path.is_file())


def texts(root: Path) -> Iterator[tuple[str, str]]:
    for path in tracked(root):
        if path.suffix.lower() not in BINARY:
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def _lines(pattern: re.Pattern[str], name: str, text: str) -> list[str]:
    return [f"{name}:{text.count(chr(10), 0, hit.start()) + 1} holds {hit.group()!r}" for hit in pattern.finditer(text)]


def machine_paths(root: Path) -> list[str]:
    """No path of the machine on which something was written."""
    return [line for name, text in texts(root) if "min.js" not in name for line in _lines(MACHINE_PATHS, name, text)]


def registry_hosts(root: Path) -> list[str]:
    """Lock files name versions and digests, never where they were fetched from."""
    locks = re.compile(r"(^|/)(requirements[^/]*|[^/]*lock[^/]*|package\.json|Makefile|pyproject\.toml)$|^\.ci/")
    return [line for name, text in texts(root) if locks.search(name) for line in _lines(REGISTRIES, name, text)]


def merge_markers(root: Path) -> list[str]:
    return [line for name, text in texts(root) for line in _lines(MERGE_MARKERS, name, text)]


def filler(root: Path) -> list[str]:
    """What a visitor reads is finished, or declared as pending."""
    shown = re.compile(r"^(content|themes)/.*\.(md|yml|html|po|csv)$")
    return [line for name, text in texts(root) if shown.match(name) for line in _lines(FILLER, name, text)]


def compiled_files(root: Path) -> list[str]:
    """What a command makes is not committed."""
    made = {".mo", ".pyc", ".part"}
    return (
        [f"{path.relative_to(root)} is tracked" for path in tracked(root) if path.suffix in made]
        if (root / ".git").exists()
        else []
    )


# ---------------------------------------------------------------- problems


def declared_codes(root: Path) -> dict[str, tuple[str, str]]:
    """Code -> message and hint, as edu_site/codes.py declares them."""
    codes: dict[str, tuple[str, str]] = {}
    for module in modules_of(root):
        if module.room != "codes":
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(value, ast.Call):
                        words = [ast.literal_eval(argument) for argument in value.args[1:]]
                        codes[str(key.value)] = (words[0], words[1] if len(words) > 1 else "")
    return codes


def declared_reasons(root: Path) -> list[str]:
    """The words of edu_site/codes.py that stand as values in messages."""
    return [
        constant.value
        for module in modules_of(root)
        if module.room == "codes"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "REASONS"
        for constant in ast.walk(node.value)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    ]


def used_codes(root: Path) -> dict[str, str]:
    """Code -> where a problem with it is made."""
    return {
        text: module.at(line)
        for module in modules_of(root)
        if module.room != "codes"
        for text, line in module.strings()
        if CODE.fullmatch(text)
    }


def codes_declared_and_used(root: Path) -> list[str]:
    """A code that is made is declared; a code that is declared is made somewhere."""
    declared, used = declared_codes(root), used_codes(root)
    found = [f"{used[code]} makes {code}, which codes.py does not declare" for code in sorted(set(used) - set(declared))]
    return found + [f"codes.py declares {code}, which nothing makes" for code in sorted(set(declared) - set(used))]


def codes_have_a_case(root: Path) -> list[str]:
    """Every code has a broken example and the report it must give: in tests/bad_input, or beside the door it comes in by."""
    rooms = ("bad_input", "hostile", "imports", "disclosure", "publish", "operations")
    folders = [root / "tests" / name for name in rooms]
    told = " ".join(
        path.read_text(encoding="utf-8", errors="replace") + " " + path.relative_to(folder).as_posix()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    )
    seen = set(re.findall(r"(?<![A-Za-z0-9])[A-Z]\d\d(?![A-Za-z0-9])", told))
    return [f"{code} has no case in tests/bad_input" for code in sorted(set(declared_codes(root)) - seen)]


# ---------------------------------------------------------------- translations


def fields(text: str) -> set[str]:
    """Names in `{}` and in `%( )s`."""
    named = {name for _, name, _, _ in Formatter().parse(text) if name} if "{" in text else set()
    return named | set(re.findall(r"%\((\w+)\)", text))


def catalogue(path: Path, language: str) -> dict[str, tuple[str, ...]]:
    """Message id -> its translations (several where there are plural forms)."""
    with path.open("rb") as source:
        messages = read_po(source, locale=language, abort_invalid=True)
    found: dict[str, tuple[str, ...]] = {}
    for message in messages:
        ids, strings = message.id, message.string
        if message.id and not message.fuzzy:
            key = ids[0] if isinstance(ids, tuple | list) else ids
            found[key] = tuple(strings) if isinstance(strings, tuple | list) else (strings,)
    return found


def _compare(wanted: dict[str, str], path: Path, language: str, root: Path) -> list[str]:
    name = path.relative_to(root).as_posix()
    if not path.is_file():
        return [f"{name} is missing"] if wanted else []
    had = catalogue(path, language)
    found = [f"{name} does not translate {text!r} ({where})" for text, where in wanted.items() if not all(had.get(text, ("",)))]
    return found + [
        f"{name}: {form!r} has other fields than {text!r} ({where})"
        for text, where in wanted.items()
        for form in had.get(text, ())
        if form and fields(form) != fields(text)
    ]


def messages_of_code(root: Path) -> dict[str, str]:
    """Message id -> where it stands: problems, and the texts given to `words()`."""
    wanted = {text: f"codes.py {code}" for code, pair in declared_codes(root).items() for text in pair if text}
    wanted |= dict.fromkeys(declared_reasons(root), "codes.py REASONS")
    return said(root).messages | wanted


def code_is_translated(root: Path) -> list[str]:
    """Every text of the program has its Kazakh and Russian words, in every form a number asks for."""
    wanted, spoken = messages_of_code(root), said(root)
    folder = root / "edu_site" / "translations"
    found = list(spoken.unknown)
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        found += _compare(wanted, path, language, root)
        had = catalogue(path, language) if path.is_file() else {}
        found += [
            f"edu_site/translations/{language}.po: {text!r} needs {PLURALS[language]} plural forms ({wanted[text]})"
            for text in spoken.plurals
            if len(had.get(text, ())) != PLURALS[language]
        ]
    return found


def messages_of_theme(theme: Path) -> dict[str, str]:
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
    wanted: dict[str, str] = {}
    for path in sorted(theme.rglob("*.html")):
        for line, _, message in environment.extract_translations(path.read_text(encoding="utf-8")):
            first = message[0] if isinstance(message, tuple) else message
            if first:
                wanted.setdefault(first, f"{path.relative_to(theme)}:{line}")
    return wanted


def themes_are_translated(root: Path) -> list[str]:
    found = []
    for theme in sorted(path for path in (root / "themes").glob("*") if path.is_dir()):
        wanted = messages_of_theme(theme)
        for language in LANGUAGES:
            found += _compare(wanted, theme / "locales" / language / "LC_MESSAGES" / "messages.po", language, root)
    return found


def catalogues_hold_nothing_else(root: Path) -> list[str]:
    """A translation of a text that is gone misleads the next translator."""
    wanted = messages_of_code(root)
    found = [
        f"edu_site/translations/{language}.po translates {text!r}, which nothing says"
        for language in LANGUAGES
        if (path := root / "edu_site" / "translations" / f"{language}.po").is_file()
        for text in catalogue(path, language)
        if text not in wanted
    ]
    for theme in sorted(path for path in (root / "themes").glob("*") if (path / "locales").is_dir()):
        said = messages_of_theme(theme)
        for path in sorted(theme.glob("locales/*/LC_MESSAGES/*.po")):
            extra = set(catalogue(path, path.parent.parent.name)) - set(said)
            found += [f"{path.relative_to(root)} translates {text!r}, which nothing says" for text in sorted(extra)]
    return found


# ---------------------------------------------------------------- dependencies and README


def _plain(name: str) -> str:
    return re.split(r"[\s<>=!~;\[]", name)[0].lower().replace("_", "-")


def locked(path: Path) -> dict[str, str]:
    return (
        dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        if path.is_file()
        else {}
    )


def direct_dependencies(root: Path) -> dict[str, str]:
    """Name -> lock file of what pyproject.toml asks for."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {_plain(name): "requirements.txt" for name in project["project"]["dependencies"]}
    groups = project.get("dependency-groups", {})
    asked |= {_plain(name): "requirements.txt" for name in groups.get("build", [])}
    return asked | {_plain(name): "requirements-dev.txt" for name in groups.get("dev", []) if _plain(name) not in asked}


def dependencies_are_locked(root: Path) -> list[str]:
    """Every dependency is pinned with hashes, and the record names the version that is locked."""
    record_path = root / "docs" / "decisions" / "0002-dependencies.md"
    record = record_path.read_text(encoding="utf-8") if record_path.is_file() else ""
    found = []
    for name, lock in direct_dependencies(root).items():
        version = {_plain(key): value for key, value in locked(root / lock).items()}.get(name)
        if version is None:
            found.append(f"{lock} does not lock {name}; run make lock")
        elif not re.search(rf"^\| {re.escape(name)} \| {re.escape(version)} \|", record, re.MULTILINE | re.IGNORECASE):
            found.append(f"docs/decisions/0002-dependencies.md has no row for {name} {version}")
    for lock in ("requirements.txt", "requirements-dev.txt"):
        text = (root / lock).read_text(encoding="utf-8") if (root / lock).is_file() else ""
        blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
        found += [f"{lock}: {block.split()[0]} has no hash" for block in blocks if "==" in block and "--hash=" not in block]
    return found


def readme_commands(root: Path) -> set[tuple[str, str]]:
    """`make site` -> ("make", "site"), `edu-site build` -> ("edu-site", "build"), from code blocks and code words."""
    text = (root / "README.md").read_text(encoding="utf-8") if (root / "README.md").is_file() else ""
    code = re.findall(r"^```.*?^```|`[^`\n]+`|^ {4}\S.*$", text, re.MULTILINE | re.DOTALL)
    return {pair for piece in code for pair in re.findall(r"(?:^|[\s/`])(make|edu-site)[ ]+([a-z][a-z-]*)", piece)}


def readme_targets_exist(root: Path) -> list[str]:
    makefile = (root / "Makefile").read_text(encoding="utf-8") if (root / "Makefile").is_file() else ""
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    said = {word for tool, word in readme_commands(root) if tool == "make"}
    found = [f"README.md says `make {word}`, which the Makefile does not know" for word in sorted(said - targets)]
    return found + [f"README.md does not show `make {word}`" for word in ("site", "test") if word not in said]
