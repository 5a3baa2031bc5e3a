"""Templates as quick code give what the code Jinja makes of them gives, to the byte; a template too odd for it is rendered by Jinja."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.filters import do_striptags
from markupsafe import Markup
from mkdocs.structure.toc import get_toc

from edu_site.model.organisation import LANGUAGES
from edu_site.render import blocks
from edu_site.render.engine.content import overlaid
from edu_site.render.engine.pages import Engine, FrontMatter, SitePage
from edu_site.render.engine.quick import Compiled, quickened, text_of
from tests.projects import ROOT

TEXTS = st.sampled_from(("", "Мектеп", "<b>&amp;", "\"'>", "Қ" * 100, "a & b", "javascript:x", "2026-11-24"))
MOMENTS = st.builds(blocks.Moment, st.sampled_from(("2026-11-24T10:00", "2026-01-02", "")), TEXTS)
NUMBERS = st.one_of(st.none(), st.floats(-1e6, 1e6).filter(math.isfinite))


@st.composite
def tables(draw: st.DrawFn) -> blocks.Table:
    """With as many cells in every row as there are columns."""
    columns = draw(st.lists(st.builds(blocks.Column, TEXTS, st.booleans(), TEXTS), min_size=1, max_size=4))
    cells = st.builds(blocks.Cell, TEXTS, NUMBERS, TEXTS, TEXTS)
    row = st.tuples(*[cells for _ in columns])
    found = draw(st.builds(blocks.Table, TEXTS, source=TEXTS, note=TEXTS, title=TEXTS, id=TEXTS, downloads=st.just(())))
    return replace(found, columns=tuple(columns), rows=tuple(draw(st.lists(row, max_size=3))))


for kind, strategy in ((str, TEXTS), (blocks.Moment, MOMENTS), (blocks.Table, tables())):
    st.register_type_strategy(kind, strategy)
st.register_type_strategy(blocks.TreeEntry, st.builds(blocks.TreeEntry, st.builds(blocks.Link), st.just(())))
BLOCKS = st.lists(st.one_of([st.from_type(kind) for kind in get_args(blocks.Block)]), max_size=4).map(tuple)
VIEWS = st.builds(blocks.PageView, before=BLOCKS, after=BLOCKS)
HEADINGS = [{"level": 2, "id": "a", "name": "A <b>", "html": "A", "children": []} for _ in range(3)]


@pytest.fixture(scope="module", params=LANGUAGES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("quick")
    (folder / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    return Engine(folder, request.param, "assets/0/")


def context(engine: Engine, view: blocks.PageView, body: str = "") -> dict[str, Any]:
    page = SitePage("A title", "news/one/", engine.config)
    page.meta = FrontMatter(title="<i>A title</i>", description="", template="edu.html", edu=view)
    page.content, page.toc = body, get_toc(HEADINGS if body else [])  # type: ignore[arg-type]
    return {"page": page, "config": engine.config}


def both(engine: Engine, values: dict[str, Any]) -> tuple[str, str]:
    content = engine.frame.content
    return content.rendered(values), content.ordinary.get_template("edu.html").render(values)


BODY = '<h2 id="a">A</h2>\n<div class="admonition note"><p class="admonition-title">Note</p></div>\n<table>\n<img src="a.png"></table>'


@settings(max_examples=60, deadline=None)
@given(view=VIEWS, body=st.sampled_from(("", BODY)))
def test_any_view_gives_the_same_content(engine: Engine, view: blocks.PageView, body: str) -> None:
    quick, ordinary = both(engine, context(engine, view, body))
    assert quick == ordinary


ODD = {
    "a macro called with a name": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(a='x') }}",
    "a macro that takes more": "{% macro m() %}{{ varargs | first }}{% endmacro %}{{ m('x') }}",
    "a macro with a body": "{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}x{% endcall %}",
    "a field that is not there": "{{ block.nothing }}x",
    "a field of nothing": "{% set none_set = none %}{{ none_set.text }}x",
    "a key of a list": "{% set l = [] %}{{ l.missing }}x",
}


@pytest.mark.parametrize("text", ODD.values(), ids=list(ODD))
def test_a_theme_too_odd_for_quick_code_is_rendered_by_jinja(tmp_path: Path, text: str) -> None:
    (tmp_path / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    engine = Engine(tmp_path, "kk", "assets/0/")
    overlaid(engine.environment, {"partials/edu/items.html": "{% macro items(block) %}" + text + "{% endmacro %}"})
    content = engine.make_frame().content
    view = blocks.PageView(kind="page", breadcrumbs=(), alternates=(), after=(blocks.Items((blocks.Link("a"),)),))
    expected = content.ordinary.get_template("edu.html").render(context(engine, view))
    assert "x" in expected
    assert content.render(context(engine, view)) == expected
    assert not content.is_quick


ESCAPED = "{% set a %}<b>{{ text }}{% endset %}{{ a }}{{ a ~ text }}{{ [text, a] | join('<') }}{{ text | replace('&', a) }}"


@pytest.mark.parametrize("scope", ["true", "false"])
def test_what_is_escaped_stays_escaped_once(engine: Engine, scope: str) -> None:
    text = "{% autoescape " + scope + " %}" + ESCAPED + "{{ text | e }}{{ text | upper }}{% endautoescape %}"
    macro = "{% macro m(text) %}" + text + "{% endmacro %}{{ m(text) }}" + text
    ordinary = engine.environment.from_string(macro).render(text="<&>")
    assert (
        quickened(engine.environment, engine.frame.content.quick.bytecode_cache).from_string(macro).render(text="<&>")
        == ordinary
    )  # type: ignore[arg-type]


@given(st.text(alphabet="a <>&;!-\u00a0\n\t", max_size=12) | st.sampled_from(["&amp;", "<!-- x -->y", " a  b "]))
def test_texts_without_tags_are_as_jinja_strips_them(text: str) -> None:
    for value in (text, Markup(text)):
        assert text_of(value) == do_striptags(value)


def test_other_words_make_other_code(tmp_path: Path) -> None:
    first, second = (Compiled(tmp_path, "kk", words) for words in (b"one", b"two"))
    assert first.get_source_checksum("text") != second.get_source_checksum("text")
    assert first.get_source_checksum("text") == Compiled(tmp_path, "kk", b"one").get_source_checksum("text")
