"""The content of a page by itself: the theme's own template over a base that is nothing but the content's place.

In: the theme's templates and a page's context. Out: HTML. Templates are compiled to quick code; when one of them does what quick code
cannot do, all pages from then on are rendered by the code Jinja makes, which is the same but for its speed.
"""

from typing import Any

import jinja2

from edu_site.render.engine.quick import CompiledDirectly, quickened

TEMPLATE = "edu.html"
BLOCK = "container"
LANGUAGE = '{{%- import "partials/languages/{language}.html" as lang -%}}'
FAULTS = (jinja2.TemplateError, AttributeError, LookupError, TypeError)


class Content:
    """Renders what stands within the frame, for all sites of a process in one language."""

    def __init__(self, environment: jinja2.Environment, language: str, cache: CompiledDirectly) -> None:
        imported = LANGUAGE.format(language=language)
        bare = {"base.html": imported + "{% block container %}{% endblock %}", "main.html": '{% extends "base.html" %}'}
        self.ordinary = overlaid(environment.overlay(), bare)
        self.quick = overlaid(quickened(environment, cache), bare | {"base.html": imported})
        self.imported: dict[str, Any] = {}
        self.is_quick = True
        try:
            self.imported = self.what_is_imported()
        except FAULTS:
            self.is_quick = False

    def what_is_imported(self) -> dict[str, Any]:
        """What the template imports around the block: once, for it is seen to depend on no page."""
        template = self.quick.get_template(TEMPLATE)
        around = template.new_context()
        for _text in template.root_render_func(around):
            continue
        return around.vars

    def render(self, context: dict[str, Any]) -> str:
        """The content of a page. Raises jinja2.TemplateError for a template with a fault."""
        if self.is_quick:
            try:
                return self.rendered(context)
            except FAULTS:
                self.is_quick = False
        return self.ordinary.get_template(TEMPLATE).render(context)

    def rendered(self, context: dict[str, Any]) -> str:
        """The block by itself, as quick code."""
        template = self.quick.get_template(TEMPLATE)
        return self.quick.concat(template.blocks[BLOCK](template.new_context(context | self.imported)))


def overlaid(environment: jinja2.Environment, texts: dict[str, str]) -> jinja2.Environment:
    """The same environment, with templates that take the place of the theme's."""
    if environment.loader:
        environment.loader = jinja2.ChoiceLoader([jinja2.DictLoader(texts), environment.loader])
    if environment.cache is not None:
        environment.cache.clear()
    return environment
