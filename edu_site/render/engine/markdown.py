"""Markdown to HTML, once per text: the dialect is the list of extensions in `mkdocs.yml`.

In: a body. Out: HTML and the headings of its table of contents, exactly as MkDocs itself would convert it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import markdown
from mkdocs.config.defaults import MkDocsConfig

KEPT = 2_000  # texts of a process: an item is often shown on both language sides


@dataclass(frozen=True, slots=True)
class Converted:
    """HTML of a body and its headings as Python-Markdown's `toc_tokens`."""

    html: str
    headings: tuple[dict[str, Any], ...]


class Converter:
    """One Python-Markdown instance for a process; `convert` resets it for every text."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.markdown = markdown.Markdown(
            extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"] or {}
        )
        self.convert = lru_cache(maxsize=KEPT)(self.convert_once)

    def convert_once(self, body: str) -> Converted:
        if not body.strip():
            return Converted("", ())
        self.markdown.reset()
        html = self.markdown.convert(body)
        return Converted(html, tuple(getattr(self.markdown, "toc_tokens", ())))
