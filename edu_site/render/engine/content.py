"""The content of a page by itself: the theme's own template over a base that is nothing but the content's place.

In: the theme's templates and a page's context. Out: HTML. Templates are compiled to quick code; when one of them does what quick code
cannot do, all pages from then on are rendered by the code Jinja makes, which is the same but for its speed.
"""

from typing import Any

import jinja2

from edu_site.render.engine.quick import Compiled, quickened

TEMPLATE = "edu.html"
SKELETON = '{{%- import "partials/languages/{language}.html" as lang -%}}{{% block container scoped %}}{{% endblock %}}'


class Content:
    """Renders what stands within the frame, for all sites of a process in one language."""

    def __init__(self, environment: jinja2.Environment, language: str, cache: Compiled) -> None:
        bare = {"base.html": SKELETON.format(language=language), "main.html": '{% extends "base.html" %}'}
        self.ordinary = overlaid(environment.overlay(), bare)
        self.quick = overlaid(quickened(environment, cache), bare)
        self.is_quick = True

    def render(self, context: dict[str, Any]) -> str:
        """The content of a page. Raises jinja2.TemplateError for a template with a fault."""
        if self.is_quick:
            try:
                return self.quick.get_template(TEMPLATE).render(context)
            except (jinja2.TemplateError, AttributeError, LookupError, TypeError):
                self.is_quick = False
        return self.ordinary.get_template(TEMPLATE).render(context)


def overlaid(environment: jinja2.Environment, texts: dict[str, str]) -> jinja2.Environment:
    """The same environment, with templates that take the place of the theme's."""
    if environment.loader:
        environment.loader = jinja2.ChoiceLoader([jinja2.DictLoader(texts), environment.loader])
    if environment.cache is not None:
        environment.cache.clear()
    return environment
