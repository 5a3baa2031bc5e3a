"""Rules about the code of the house; each takes the root of a checkout and returns what breaks it.

The import table says who may import what from the house, and which one module knows a foreign library.
"""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.modules import PACKAGE, Module, modules_of

# room -> what it may import from the house, rooms or modules of rooms
ROOMS: dict[str, set[str]] = {
    "": set(),
    "activity": set(),
    "codes": set(),
    "places": set(),
    "values": set(),
    "problems": {"codes"},
    "model": {"problems"},
    "settings": {"problems", "model", "language"},
    "language": {"problems", "model"},
    "source": {"activity", "problems", "model", "language", "settings", "places"},
    "progress": {"problems", "codes", "model", "source", "values", "places"},
    "plan": {"problems", "model", "language", "settings", "progress.disclosure", "progress.tables"},
    "render": {"activity", "problems", "model", "plan", "language", "settings", "places", "values"},
    "fleet": {
        "activity",
        "problems",
        "model",
        "source.content",
        "source.listing",
        "source.registers",
        "source.tree",
        "plan",
        "render",
        "language",
        "settings",
        "places",
        "values",
    },
    "publish": {"problems", "codes", "model", "source.personal", "fleet.store", "settings", "language", "values", "places"},
    "search": {"problems", "model", "fleet.store", "language"},
}
EVERYTHING = {"cli", "commands", "__main__"}  # rooms that may import all others

# foreign library -> the modules (or packages) that may import it
FOREIGN: dict[str, tuple[str, ...]] = {
    "yaml": ("source.yaml", "render.engine.export"),  # read in one place; written as a mkdocs.yml in the other
    "pydantic": ("source.schema",),
    "pydantic_core": ("source.schema",),
    "mkdocs": ("render.engine",),
    "material": ("render.engine",),
    "markdown": ("render.engine",),
    "jinja2": ("render.engine",),
    "markupsafe": ("render.engine",),
    "babel": ("language",),
    "click": ("cli", "commands"),
    "rich": ("cli", "commands"),
    "watchdog": ("render.engine",),
    "msgspec": ("values", "model.safe"),
    "nh3": ("render.sanitise",),
    "brotli": ("publish.compressed",),
    "cryptography": ("publish.keys",),
    "distributed": ("fleet.cluster",),
    "dask": ("fleet.cluster",),
    "fsspec": ("fleet.store", "publish.object_store"),
    "botocore": ("publish.object_store",),  # what s3fs raises when the network fails
    "PIL": ("source.images",),
    "pypdf": ("source.documents",),
    "duckdb": ("progress.engine",),
    "python_calamine": ("progress.readers",),
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc", "tools"}
CLOCK = {"datetime.now", "dt.now", "datetime.today", "date.today", "datetime.utcnow", "time.time", "os.getenv", "os.environ"}
RANDOM = {"random", "secrets", "uuid"}
LONGEST_MODULE, LONGEST_FUNCTION, LONG_FUNCTION, MEDIAN_FUNCTION = 400, 50, 25, 8


def _inside(name: str, places: tuple[str, ...] | set[str]) -> bool:
    """Whether `name` is one of the places or lies in one: `render.engine.run` is in `render.engine`."""
    return any(name == place or name.startswith(place + ".") for place in places)


def _short(module: Module) -> str:
    return module.name.removeprefix(PACKAGE).removeprefix(".")


def imports_between_rooms(root: Path) -> list[str]:
    """A room imports only what the table gives it."""
    found = []
    for module in modules_of(root):
        if module.room in EVERYTHING:
            continue
        if module.room not in ROOMS:
            found.append(f"{module.at(1)} is in the unknown room {module.room!r}: give it a row in the import table")
            continue
        allowed = ROOMS[module.room] | {module.room, "__version__"}
        for name, line in module.imports():
            inner = name.removeprefix(PACKAGE + ".")
            if inner != name and not _inside(inner, allowed):
                found.append(f"{module.at(line)} imports {name}, which {module.room or 'the package'} may not")
    return found


def imports_of_libraries(root: Path) -> list[str]:
    """A foreign library is known to its one module."""
    found = []
    for module in modules_of(root):
        for name, line in module.imports():
            library = name.split(".")[0]
            if library in sys.stdlib_module_names or library == PACKAGE:
                continue
            if library not in FOREIGN:
                found.append(f"{module.at(line)} imports {library}, which no row of the table allows")
            elif not _inside(_short(module), FOREIGN[library]):
                found.append(f"{module.at(line)} imports {library}; only {' and '.join(FOREIGN[library])} may")
    return found


def sizes(root: Path) -> list[str]:
    """Modules and functions stay small enough to be read at once."""
    found, lengths = [], []
    for module in modules_of(root):
        if module.lines > LONGEST_MODULE:
            found.append(f"{module.at(1)} has {module.lines} lines, more than {LONGEST_MODULE}")
        for name, line, length in module.functions():
            lengths.append((length, f"{module.at(line)} {name} ({length})"))
            if length > LONGEST_FUNCTION:
                found.append(f"{module.at(line)} {name} has {length} lines, more than {LONGEST_FUNCTION}")
    long = sorted((entry for entry in lengths if entry[0] >= LONG_FUNCTION), reverse=True)
    if len(long) * 10 > len(lengths):
        found.append(f"{len(long)} of {len(lengths)} functions have {LONG_FUNCTION} lines or more: {long[:8]}")
    if lengths and statistics.median(length for length, _ in lengths) > MEDIAN_FUNCTION:
        found.append(f"the median function has more than {MEDIAN_FUNCTION} lines")
    return found


def names(root: Path) -> list[str]:
    """A module is called after what it holds."""
    return [
        f"{module.at(1)} has a name that says nothing" for module in modules_of(root) if VAGUE & set(module.name.split("."))
    ]


def _calls(module: Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            yield ".".join(ast.unparse(node).split(".")[-2:]), node.lineno


def clock_and_chance(root: Path) -> list[str]:
    """Clock, environment and randomness are read by the command line only and passed on by hand."""
    found = []
    for module in modules_of(root):
        if module.room in EVERYTHING:
            continue
        found += [f"{module.at(line)} reads {name}" for name, line in _calls(module) if name in CLOCK]
        found += [f"{module.at(line)} imports {name}" for name, line in module.imports() if name.split(".")[0] in RANDOM]
    return found


def printing(root: Path) -> list[str]:
    """Only the command line prints."""
    return [
        f"{module.at(node.lineno)} prints"
        for module in modules_of(root)
        if module.room not in EVERYTHING
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "sys.stdout.write", "sys.stderr.write"}
    ]


def broad_except(root: Path) -> list[str]:
    """There is one broad `except` in the house, at the boundary of a worker. One that raises again does not count."""
    broad = [
        (module, node.lineno)
        for module in modules_of(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not isinstance(node.body[-1], ast.Raise)
    ]
    found = [f"{module.at(line)} catches everything" for module, line in broad if module.room != "fleet"]
    if len(broad) > 1:
        found.append(f"{len(broad)} broad excepts, one is allowed: {[module.at(line) for module, line in broad]}")
    return found


def documented(root: Path) -> list[str]:
    """A module opens with what comes in, what goes out, what it promises."""
    return [
        f"{module.at(1)} has no docstring"
        for module in modules_of(root)
        if module.tree.body and ast.get_docstring(module.tree) is None
    ]
