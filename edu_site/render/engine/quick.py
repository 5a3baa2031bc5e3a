"""Templates compiled for values of ours: the code Jinja makes of them, without what it does for values it knows nothing of.

In: an environment. Out: one that compiles the same templates to quicker code: attributes are read as attributes (Jinja tries
subscripts too and makes an `Undefined` of what is missing), macros are called as functions that give escaped text, words of the
interface are constants, and whether texts are escaped is settled before. What cannot be done so raises `NotQuick`, AttributeError,
LookupError or TypeError; whoever renders then takes the ordinary environment. A test renders every page both ways.
"""

# ruff: noqa: N802  (visitors are named after the nodes)
import hashlib
from collections.abc import Callable
from importlib.metadata import version
from keyword import iskeyword
from pathlib import Path
from typing import Any, cast

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.filters import do_striptags
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner  # type: ignore[attr-defined]  # the half of `escape` written in C
from markupsafe import escape as escape_any

READ_DIRECTLY = (nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Call)
ASKING = (nodes.AssignBlock, nodes.MarkSafeIfAutoescape)
NAMES_OF_JINJA = ("super", "self", "caller", "loop")
TRANSLATION = "_"


class NotQuick(jinja2.TemplateError):
    """A template does what the quick code cannot do."""


class Safe(Markup):
    """What a macro gives: escaped already, and made without asking what it is made of."""

    __slots__ = ()
    __new__ = str.__new__  # type: ignore[assignment]


def escape(value: Any) -> str:
    """Text as it stands in HTML."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return cast(str, value) if kind is Safe else escape_any(value)


def macro_function(
    _environment: Any, function: Callable[..., Any], name: str, arguments: tuple[str, ...], *more: bool
) -> Callable[..., Any]:
    """Takes the place of Jinja's `Macro`: the compiled function itself. Raises NotQuick for a macro that takes a `caller`, `varargs` or
    `kwargs`."""
    if any(more[:3]):
        raise NotQuick(name)
    function.__defaults__ = (missing,) * len(arguments)
    return function


def text_of(value: Any) -> str:
    """Jinja's filter `striptags`, which looks for tags and references only where there are some."""
    if type(value) is str and "<" not in value and "&" not in value:
        return " ".join(value.split())
    return do_striptags(value)


def item(value: Any, name: str) -> Any:
    """`value["name"]` as a template means it: names of fields that are also methods of a dict are written so."""
    return value[name] if isinstance(value, dict) else getattr(value, name)


class Constants(NodeTransformer):
    """Puts the words of the interface where they are asked for."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        self.translate = translate

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        words = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        if isinstance(node.node, nodes.Name) and node.node.name == TRANSLATION and len(words) == 1 == len(node.args):
            return nodes.Const(self.translate(words[0]), lineno=node.lineno)
        return self.generic_visit(node)


class Generator(CodeGenerator):
    """Jinja's own, but for the few nodes that most of the time goes into."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        translate = self.environment.globals.get("gettext")
        if translate:
            Constants(cast(Callable[[str], str], translate)).visit(node)
        super().visit_Template(node, frame)
        self.writeline(f"from {__name__} import Safe, escape, item, macro_function as Macro")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs or not self.is_plain(node.node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def is_plain(self, called: nodes.Expr) -> bool:
        """Whether what is called is a macro or a method, which are not handed the context."""
        if isinstance(called, nodes.Name):
            return called.name not in self.environment.globals and called.name not in NAMES_OF_JINJA
        return isinstance(called, nodes.Getattr)

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Frame) -> None:
        if self.looks_at_context(node):
            super().visit_ScopedEvalContextModifier(node, frame)
            return
        kept = frame.eval_ctx.save()
        for option in node.options:
            setattr(frame.eval_ctx, option.key, option.value.as_const(frame.eval_ctx))
        for child in node.body:
            self.visit(child, frame)
        frame.eval_ctx.revert(kept)

    def looks_at_context(self, node: nodes.Node) -> bool:
        """Whether something in `node` asks, while it runs, if texts are escaped."""
        filters = (self.environment.filters.get(found.name) for found in node.find_all(nodes.Filter))
        return any(node.find(kind) for kind in ASKING) or any(hasattr(function, "jinja_pass_arg") for function in filters)

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:
        if force_unescaped:  # the end of a macro
            self.writeline(f"return Safe(concat({frame.buffer}))")
        else:
            super().return_buffer_contents(frame, force_unescaped)


class DirectGenerator(Generator):
    """For templates that are given values of ours: fields are read as attributes, what is missing is a fault."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if iskeyword(node.attr) or not isinstance(node.node, READ_DIRECTLY):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        if not (isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str)):
            super().visit_Getitem(node, frame)
            return
        self.write("item(")
        self.visit(node.node, frame)
        self.write(f", {node.arg.value!r})")


class Compiled(jinja2.FileSystemBytecodeCache):
    """Quick code kept on disk: it holds the words of one language and is made by this module out of Jinja's compiler."""

    def __init__(self, folder: Path, language: str, words: bytes) -> None:
        super().__init__(str(folder), f"__quick_{language}_%s.cache")
        self.made_with = hashlib.sha256(words + version("Jinja2").encode() + Path(__file__).read_bytes()).hexdigest()

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(source + self.made_with)


class CompiledDirectly(Compiled):
    """The same for templates that are given values of ours."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(f"{name}, directly", filename)


def quickened(environment: jinja2.Environment, cache: Compiled) -> jinja2.Environment:
    """The environment over again, compiling to quick code; to the quickest when the cache is one of such code."""
    direct = isinstance(cache, CompiledDirectly)
    found = environment.overlay(undefined=jinja2.StrictUndefined) if direct else environment.overlay()
    found.code_generator_class = DirectGenerator if direct else Generator
    found.bytecode_cache = cache
    found.filters = environment.filters | {"striptags": text_of}
    return found
