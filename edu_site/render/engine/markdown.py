"""Markdown to HTML, once per text: the dialect is the list of extensions in `mkdocs.yml`.

In: a body. Out: sanitised HTML and the headings of its table of contents, as MkDocs itself would convert it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString
from mkdocs.config.defaults import MkDocsConfig

from edu_site.render.sanitise import sanitise

KEPT = 32  # texts of an engine: few come twice, and two thousand would take 80 MB
INLINE_PRIORITY = 20  # of Python-Markdown's own inline processor, whose place is taken

# What must stand in a text for an inline pattern to match it; patterns not named here are always tried.
SIGNS = {
    "BacktickInlineProcessor": "`",
    "EscapeInlineProcessor": "\\",
    "FootnoteInlineProcessor": "[",
    "ReferenceInlineProcessor": "[",
    "LinkInlineProcessor": "[",
    "ImageInlineProcessor": "[",
    "ImageReferenceInlineProcessor": "[",
    "ShortReferenceInlineProcessor": "[",
    "ShortImageReferenceInlineProcessor": "[",
    "AutolinkInlineProcessor": "<",
    "AutomailInlineProcessor": "<",
    "SubstituteTagInlineProcessor": "\n",
}


@dataclass(frozen=True, slots=True)
class Converted:
    """HTML of a body and its headings as Python-Markdown's `toc_tokens`."""

    html: str
    headings: tuple[dict[str, Any], ...]


class QuickInline(InlineProcessor):
    """Python-Markdown's inline processor, but for looking first whether a pattern's sign stands in the text at all.

    Every pattern is tried on every piece of text, most of which hold no sign: a third of the time of a conversion.
    """

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.patterns = [(pattern, sign_of(pattern)) for pattern in md.inlinePatterns]
        self.apply = cast(Any, self)._InlineProcessor__applyPattern

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803  (names of the library)
        if isinstance(data, AtomicString):
            return data
        place, start = patternIndex, 0
        while place < len(self.patterns):
            pattern, sign = self.patterns[place]
            matched = False
            if sign in data:
                data, matched, start = self.apply(pattern, data, place, start)
            if not matched:
                place, start = place + 1, 0
        return data


def sign_of(pattern: Any) -> str:
    """The sign without which a pattern cannot match, "" when nothing is known of it."""
    if type(pattern).__name__ == "HtmlInlineProcessor":
        return "&" if pattern.pattern.startswith("(&") else "<"
    return SIGNS.get(type(pattern).__name__, "")


class Converter:
    """One Python-Markdown instance for a process; `convert` resets it for every text."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.markdown = markdown.Markdown(
            extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"] or {}
        )
        self.markdown.treeprocessors.register(QuickInline(self.markdown), "inline", INLINE_PRIORITY)
        self.convert = lru_cache(maxsize=KEPT)(self.convert_once)

    def convert_once(self, body: str) -> Converted:
        if not body.strip():
            return Converted("", ())
        self.markdown.reset()
        html = sanitise(self.markdown.convert(body))
        return Converted(html, tuple(getattr(self.markdown, "toc_tokens", ())))
