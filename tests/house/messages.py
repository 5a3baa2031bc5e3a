"""Every text the program says through its catalogues, found by following what reaches a translator.

In: the modules of the house. Out: message ids with the place that says them, and the places where nobody can tell what is
said. A translator is a call of `words(...)`, `context.words(...)`, `speak(...)` and the like, or of `words.plural(one, many, n)`.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.house.modules import Module, modules_of

SPEAKERS = {"words", "speak", "_", "gettext", "ngettext", "N_"}

# Ids that travel in a field of a value: every sentence of the module that makes the value is one.
CARRIED = {"reasons": "edu_site.fleet.changes"}

Seen = frozenset[tuple[str, ast.AST]]  # variables on the way, so that a loop ends


@dataclass(slots=True)
class Said:
    """Message id -> where it is said; plural ids -> their form for many; calls whose text is not known."""

    messages: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def said(root: Path) -> Said:
    """What all modules say, except the texts of `codes.py`, which are read from there."""
    modules = modules_of(root)
    tables = {name: value for module in modules for name, value in tables_of(module)}
    found = Said()
    for module in modules:
        follow = Follow(module, modules, tables)
        for call, scopes in calls_of(module):
            hear(call, scopes, follow, found)
    return found


def tables_of(module: Module) -> Iterator[tuple[str, ast.expr]]:
    """Values with an upper-case name at the top of a module."""
    for node in module.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and target.id.isupper() and node.value is not None:  # type: ignore[attr-defined]
                yield target.id, node.value  # type: ignore[attr-defined]


def calls_of(module: Module) -> Iterator[tuple[ast.Call, tuple[ast.AST, ...]]]:
    """Calls of a translator with the functions around them, innermost first."""

    def visit(node: ast.AST, scopes: tuple[ast.AST, ...]) -> Iterator[tuple[ast.Call, tuple[ast.AST, ...]]]:
        if isinstance(node, ast.FunctionDef | ast.Lambda | ast.Module):
            scopes = (node, *scopes)
        if isinstance(node, ast.Call) and node.args and speaks(node.func, module):
            yield node, scopes
        for child in ast.iter_child_nodes(node):
            yield from visit(child, scopes)

    yield from visit(module.tree, ())


def speaks(function: ast.expr, module: Module) -> bool:
    name = ast.unparse(function)
    if module.name.endswith(".language"):
        return name == "self"
    return name.split(".")[-1] in SPEAKERS or name.endswith("words.plural")


def hear(call: ast.Call, scopes: tuple[ast.AST, ...], follow: "Follow", found: Said) -> None:
    """Adds what one call can say."""
    first, place = call.args[0], follow.module.at(call.lineno)
    if chooses_language(first) or (isinstance(first, ast.Attribute) and first.attr in ("message", "hint")):
        return
    if ast.unparse(call.func).endswith(".plural"):
        one = first.value if isinstance(first, ast.Starred) else first
        values = [(text, many) for text, many in pairs(follow, one, call, scopes)]
        found.plurals.update(values)
        texts = [text for text, _many in values]
    else:
        texts = [node.value for node in follow.values(first, scopes) if is_text(node)]
    if not texts:
        found.unknown.append(f"{place} says {ast.unparse(first)}, and nobody can tell what that is")
    for text in texts:
        found.messages.setdefault(text, place)


def chooses_language(first: ast.expr) -> bool:
    """`words("kk")`, `words(site.language)`: the function that gives a language's words, not a message."""
    return ast.unparse(first).split(".")[-1] in ("language", "lang")


def pairs(follow: "Follow", one: ast.expr, call: ast.Call, scopes: tuple[ast.AST, ...]) -> Iterator[tuple[str, str]]:
    """Both ids of a plural: written in the call, or a pair of a table."""
    if len(call.args) > 1 and is_text(one) and is_text(call.args[1]):
        yield one.value, call.args[1].value  # type: ignore[attr-defined]
        return
    for node in follow.values(one, scopes):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and all(map(is_text, node.elts)):
            yield node.elts[0].value, node.elts[1].value  # type: ignore[attr-defined]


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""


@dataclass(frozen=True, slots=True)
class Follow:
    """Follows an expression to the literals it can be."""

    module: Module
    modules: tuple[Module, ...]
    tables: dict[str, ast.expr]

    def values(self, node: ast.expr, scopes: tuple[ast.AST, ...], seen: Seen = frozenset()) -> Iterator[ast.expr]:
        match node:
            case ast.IfExp(body=one, orelse=other):
                yield from self.values(one, scopes, seen)
                yield from self.values(other, scopes, seen)
            case ast.Subscript(value=value, slice=ast.Constant(value=int(number))):
                for found in self.values(value, scopes, seen):
                    yield from self.element(found, number, scopes, seen)
            case ast.Subscript(value=value):
                for found in self.values(value, scopes, seen):
                    yield from self.elements(found, scopes, seen)
            case ast.Attribute(attr=name) if name.isupper() and name in self.tables:
                yield from self.values(self.tables[name], scopes, seen)
            case ast.Attribute(attr=name) if name in CARRIED:
                carried = next(module for module in self.modules if module.name == CARRIED[name])
                yield ast.Tuple([ast.Constant(text) for text, _line in carried.strings() if is_sentence(text, carried)])
            case ast.Name(id=name):
                yield from self.named(name, scopes, seen)
            case _:
                yield node

    def element(self, node: ast.expr, number: int, scopes: tuple[ast.AST, ...], seen: Seen) -> Iterator[ast.expr]:
        if isinstance(node, ast.Tuple | ast.List) and number < len(node.elts):
            yield from self.values(node.elts[number], scopes, seen)

    def elements(self, node: ast.expr, scopes: tuple[ast.AST, ...], seen: Seen) -> Iterator[ast.expr]:
        """What a table or a list holds."""
        held = node.values if isinstance(node, ast.Dict) else node.elts if isinstance(node, ast.Tuple | ast.List) else []
        for one in held:
            yield from self.values(one, scopes, seen)

    def named(self, name: str, scopes: tuple[ast.AST, ...], seen: Seen) -> Iterator[ast.expr]:
        """A variable: its assignments, loops, or what is passed for a parameter; else a table."""
        for number, scope in enumerate(scopes):
            if isinstance(scope, ast.Module):
                break
            if (name, scope) in seen:
                return
            seen |= {(name, scope)}
            found = [*self.bound(name, scope, scopes[number:], seen), *self.passed(name, scope, scopes, seen)]
            if found:
                yield from found
                return
        if name in self.tables:
            yield from self.values(self.tables[name], scopes, seen)

    def bound(self, name: str, scope: ast.AST, scopes: tuple[ast.AST, ...], seen: Seen) -> Iterator[ast.expr]:
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    yield from self.unpacked(name, target, node.value, scopes, seen)
            elif isinstance(node, ast.For | ast.comprehension) and holds(node.target, name):
                for held in self.values(node.iter, scopes, seen):
                    for one in self.elements(held, scopes, seen):
                        yield from self.unpacked(name, node.target, one, scopes, seen)

    def unpacked(
        self, name: str, target: ast.expr, value: ast.expr, scopes: tuple[ast.AST, ...], seen: Seen
    ) -> Iterator[ast.expr]:
        if isinstance(target, ast.Name) and target.id == name:
            yield from self.values(value, scopes, seen)
        elif isinstance(target, ast.Tuple):
            for number, part in enumerate(target.elts):
                if isinstance(part, ast.Name) and part.id == name:
                    for found in self.values(value, scopes, seen):
                        yield from self.element(found, number, scopes, seen)

    def passed(self, name: str, scope: ast.AST, scopes: tuple[ast.AST, ...], seen: Seen) -> Iterator[ast.expr]:
        """What the calls in this module give for a parameter."""
        if not isinstance(scope, ast.FunctionDef):
            return
        parameters = [argument.arg for argument in scope.args.args]
        if name not in parameters:
            return
        for node in ast.walk(self.module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == scope.name and len(node.args) > parameters.index(name):
                yield from self.values(node.args[parameters.index(name)], scopes, seen)


def holds(target: ast.expr, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(target))


def is_sentence(text: str, module: Module) -> bool:
    documented = [ast.get_docstring(node, clean=False) for node in ast.walk(module.tree) if isinstance(node, DOCUMENTED)]
    return text[:1].isupper() and " " in text and text not in documented


DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)
