"""The house's own modules as syntax trees: what they import, how long they are, which words they use."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PACKAGE = "edu_site"


@dataclass(frozen=True, slots=True)
class Module:
    path: Path
    name: str  # edu_site.source.yaml
    tree: ast.Module
    lines: int

    @property
    def room(self) -> str:
        """`source` for edu_site/source/yaml.py, `problems` for edu_site/problems.py, empty for the package itself."""
        return [*self.name.split("."), ""][1]

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported module or name in full, with its line: `from edu_site.model import record` gives both forms."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                source = self._absolute(node)
                yield from ((f"{source}.{alias.name}", node.lineno) for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        above = self.name.split(".") + (["__init__"] if self.path.name == "__init__.py" else [])
        return ".".join([*above[: len(above) - node.level], *([node.module] if node.module else [])])

    def functions(self) -> Iterator[tuple[str, int, int]]:
        """Name, line and length of every function; its docstring does not count."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                documented = ast.get_docstring(node) is not None
                docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
                yield node.name, node.lineno, (node.end_lineno or 0) - node.lineno + 1 - docstring

    def strings(self) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, node.lineno

    def at(self, line: int) -> str:
        return f"{self.name.replace('.', '/')}.py:{line}"


@lru_cache(maxsize=8)
def modules_of(root: Path) -> tuple[Module, ...]:
    """All modules of the package below `root`."""
    found = []
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        found.append(Module(path, name, ast.parse(text), text.count("\n")))
    return tuple(found)
