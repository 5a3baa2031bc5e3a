"""Markdown to HTML, once per text: the dialect is the list of extensions in `mkdocs.yml`.

In: a body. Out: sanitised HTML and the headings of its table of contents, as MkDocs itself would convert it.
"""

from functools import lru_cache
from typing import Any, cast

import markdown
from mkdocs.config.defaults import MkDocsConfig

from edu_site.render.engine.simple_text import Converted, SimpleConverter
from edu_site.render.sanitise import sanitise, sanitise_simple

KEPT = 32  # texts of an engine: few come twice, and two thousand would take 80 MB


class Converter:
    """One Python-Markdown instance for a process, reset for every text, and a quick way for simple ones."""

    def __init__(self, config: MkDocsConfig) -> None:
        extensions, settings = config["markdown_extensions"], config["mdx_configs"] or {}
        self.markdown = markdown.Markdown(extensions=extensions, extension_configs=settings)
        self.simple = SimpleConverter(self.markdown, extensions, settings)
        self.convert = lru_cache(maxsize=KEPT)(self.convert_once)

    def convert_once(self, body: str) -> Converted:
        simple = self.simple.convert(body)
        if simple is not None:
            return Converted(sanitise_simple(simple.html), simple.headings)
        found = self.convert_any(body)
        return Converted(sanitise(found.html), found.headings)

    def convert_any(self, body: str) -> Converted:
        """What Python-Markdown makes of a text."""
        self.markdown.reset()
        html = self.markdown.convert(body)
        return Converted(html, tuple(cast(Any, self.markdown).toc_tokens))
