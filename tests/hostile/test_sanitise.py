"""What the sanitiser lets through can do nothing, and a good text keeps every byte."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.builds.texts import write_text
from edu_site.render.engine.configuration import load_base
from edu_site.render.engine.markdown import Converter
from edu_site.render.sanitise import (
    ATTRIBUTES,
    CLASSES,
    OF_THE_THEME,
    SCHEME_OR_HOST,
    SCHEMES,
    TAGS,
    cleaned_once,
    is_harmless,
    sanitise,
    sanitise_simple,
)
from tests.hostile.payloads import HTML, MARKDOWN

ROOT = Path(__file__).parents[2]
VOID = {"br", "hr", "img"}


class Look(HTMLParser):
    """What of a text stands outside the allow-list, as a parser that shares nothing with the sanitiser sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            self.found += self.attribute(tag, name, value or "")

    def attribute(self, tag: str, name: str, value: str) -> list[str]:
        if name == "class":
            return [f"class {one}" for one in value.split() if one not in CLASSES.get(tag, set())]
        if name not in ATTRIBUTES.get(tag, set()):
            return [f"{tag} {name}"]
        if name == "id" and (OF_THE_THEME.match(value) or " " in value):
            return [f"id {value}"]
        if name in ("href", "src"):
            squeezed = "".join(sign for sign in value if sign > " ")
            outside = SCHEME_OR_HOST.match(squeezed)
            if outside and (name == "src" or squeezed.split(":")[0].lower() not in SCHEMES):
                return [f"{name} {value}"]
        return []

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.found.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.found.append("instruction")


def outside(html: str) -> list[str]:
    look = Look()
    look.feed(html)
    look.close()
    return look.found


@cache
def converters() -> tuple[Converter, markdown.Markdown]:
    config = load_base(ROOT, "kk")
    plain = markdown.Markdown(extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"] or {})
    return Converter(config), plain


def plainly(text: str) -> str:
    converters()[1].reset()
    return converters()[1].convert(text)


@pytest.mark.parametrize("name", HTML)
def test_html_of_a_stranger_is_harmless(name: str) -> None:
    made = sanitise(f"<p>{HTML[name]}</p>")
    assert outside(made) == []
    assert sanitise(made) == made


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_of_a_stranger_is_harmless(name: str) -> None:
    made = converters()[0].convert_once(MARKDOWN[name]).html
    assert outside(made) == []
    assert sanitise(made) == made


def test_there_are_enough_payloads_and_the_look_sees_them() -> None:
    assert len(HTML) + len(MARKDOWN) >= 42
    seen = [name for name, text in HTML.items() if outside(text)]
    assert set(HTML) - set(seen) == {"img-slash"}  # which only browsers read as a picture with a handler


def test_every_text_of_the_demonstration_keeps_every_byte() -> None:
    texts = [path.read_text(encoding="utf-8").split("\n---\n", 1)[1] for path in (ROOT / "content").rglob("*.md")]
    assert len(texts) > 500
    for text in texts:
        before = plainly(text.replace("](ref:", "]("))
        aligned = before.replace(' style="text-align: right;"', ' class="edu-right"')
        assert sanitise(before) == aligned


DIALECT = """## Тақырып

### Қаріп _көлбеу_

Мәтін[^1] мен **қою** `код <b>`, HTML.{br}
жаңа жол [сілтеме](../a/ "ат") <https://a.kz> <a@b.kz>

*[HTML]: Hyper Text

---

Сөз
:   анықтама

??? note "Ат"
    жабық

???+ warning "Ат"
    ашық

!!! tip
    кеңес

![сурет "q" > <](a.png "ат")

3. үш
4. төрт

| a | b | c |
|:--|:-:|--:|
| 1 | 2 | 3 |

    код & "q"

> дәйексөз

[^1]: Түсіндірме.
""".replace("{br}", "  ")


def test_everything_the_dialect_has_comes_through() -> None:
    before = plainly(DIALECT)
    aligned = before.replace(' style="text-align: left;"', "")
    for side in ("right", "center"):
        aligned = aligned.replace(f' style="text-align: {side};"', f' class="edu-{side}"')
    assert read(sanitise(before)) == read(aligned)
    assert sanitise(sanitise(before)) == sanitise(before)


def read(html: str) -> list[object]:
    """What a page holds, whether its characters are written as such or as references."""
    events: list[object] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            events.append((tag, attrs))

        def handle_endtag(self, tag: str) -> None:
            events.append(tag)

        def handle_data(self, data: str) -> None:
            events.append(data)

    reader = Reader()
    reader.feed(html)
    reader.close()
    return events


def test_ids_the_theme_reads_cannot_be_taken() -> None:
    made = converters()[0].convert_once("## __config\n\n## Main\n\n## edu-menu\n\n## Басты").html
    assert [part.split('"')[0] for part in made.split('id="')[1:]] == ["u-__config", "u-main", "u-edu-menu", "басты"]


def test_pictures_and_links_of_other_hosts() -> None:
    assert sanitise('<p><img alt="a" src="//a.kz/x.png" /><img alt="b" src="https://a.kz/x.png" /></p>') == (
        '<p><img alt="a" /><img alt="b" /></p>'
    )
    assert sanitise('<a href="//a.kz">x</a><a href="/\\a.kz">x</a><a href="https://a.kz/">x</a>') == (
        '<a>x</a><a>x</a><a href="https://a.kz/">x</a>'
    )


def test_a_very_deep_text_ends() -> None:
    deep = "<blockquote>" * 20_000 + "x" + "</blockquote>" * 20_000
    assert "x" in sanitise(deep)


PIECES = st.sampled_from(
    [*HTML.values(), "<p>", "</p>", "<table>", "<td>", "<svg>", "<math>", "<style>", "</style>", "<!--", "-->", "<a href='", "'", '"', ">",
     "<img src=x onerror=alert(1)", "<select>", "<template>", "</template>", "<h2 id=__config>", "x", "&lt;", "\0", "<noscript>", "]]>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(deadline=None, max_examples=300)
def test_any_mix_is_harmless_and_stays_as_it_is(text: str) -> None:
    made = sanitise(text)
    assert outside(made) == []
    assert sanitise(made) == made


@pytest.mark.parametrize(
    "text",
    [
        "<h2 id=__config><scr<script>ipt>alert(1)</scr</script>ipt><a id=__config>x</a><p id=__search>x</p><h2 id=__config>{}</h2>",
        "<a>x<h2><a>y<table><a>z",
    ],
)
def test_what_is_nested_wrongly_is_read_until_it_rests(text: str) -> None:
    assert cleaned_once(cleaned_once(text)) != cleaned_once(text)
    assert sanitise(sanitise(text)) == sanitise(text)


def test_what_never_rests_is_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edu_site.render.sanitise.cleaned_once", lambda html: html + "<p>")
    assert "<" not in sanitise("<p>a")


def simple_html(text: str) -> str | None:
    found = converters()[0].simple.convert(text.replace("](ref:", "](../"))
    return found and found.html


def test_texts_the_quick_converter_writes_are_seen_to_be_harmless_and_are_what_the_sanitiser_makes_of_them() -> None:
    texts = [path.read_text(encoding="utf-8").split("\n---\n", 1)[1] for path in (ROOT / "content").rglob("*.md")]
    texts += [body for number in range(20) for body in write_text(f"seed {number}", ("../a/", "../b/")).body]
    simple = [html for html in map(simple_html, texts) if html]
    assert len(simple) > 500
    for html in simple:
        made = sanitise_simple(html)
        assert made == sanitise(html)
        assert is_harmless(made)


@pytest.mark.parametrize("name", HTML)
def test_no_html_of_a_stranger_is_taken_for_harmless(name: str) -> None:
    assert not is_harmless(f"<p>{HTML[name]}</p>") or outside(HTML[name]) == []


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_of_a_stranger_is_as_the_sanitiser_makes_it(name: str) -> None:
    html = simple_html(MARKDOWN[name])
    assert html is None or sanitise_simple(html) == sanitise(html)


TEXT = st.text(max_size=20).map(lambda text: text.replace("&", "").replace("<", "").replace(">", "&gt;"))
HREFS = st.one_of(
    st.from_regex(r"[\w./:#?=%+,@-]+", fullmatch=True),
    st.from_regex(r"(https?:)?//[a-z0-9.:@-]{1,12}(/[\w.:@%]*)?", fullmatch=True),
    st.sampled_from(
        [
            "javascript:alert(1)",
            "data:x",
            "//a.kz",
            "/\\\\a.kz",
            "https://a.kz/x",
            "https://1.2.3.4.5/",
            "https://xn--a.kz",
            "a:b",
        ]
    ),
)
IDS = st.one_of(
    st.from_regex(r"[\w.-]+", fullmatch=True), st.sampled_from(["main", "main2", "__config", "edu-menu", "u-main", 'a"b'])
)
KINDS = st.one_of(st.from_regex(r"[a-z]+", fullmatch=True), st.sampled_from(["note", "tip", "evil", "note x"]))


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A piece as the quick converter nests them, with any text, address, name and kind."""
    inner = st.one_of(
        TEXT,
        st.builds('<a href="{}">{}</a>'.format, HREFS, TEXT),
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["em", "strong"]), TEXT),
    )
    words = "".join(draw(st.lists(inner, max_size=3)))
    level, name, kind, cell = (
        draw(st.integers(1, 6)),
        draw(IDS),
        draw(KINDS),
        draw(st.sampled_from(["right", "left", "center"])),
    )
    return draw(
        st.sampled_from(
            [
                f"<p>{words}</p>",
                f'<h{level} id="{name}">{words}</h{level}>',
                f"<ol>\n<li>{words}</li>\n</ol>",
                f"<ul>\n<li>{words}</li>\n</ul>",
                f'<div class="admonition {kind}">\n<p class="admonition-title">{words}</p>\n<p>x</p>\n</div>',
                f'<table>\n<tbody>\n<tr>\n<td style="text-align: {cell};">{words}</td>\n<td>x</td>\n</tr>\n</tbody>\n</table>',
            ]
        )
    )


@given(st.lists(pieces(), max_size=4).map("\n".join))
@settings(deadline=None, max_examples=400)
def test_whatever_is_taken_for_harmless_is_what_the_sanitiser_makes_of_it(html: str) -> None:
    assert sanitise_simple(html) == sanitise(html)


@given(st.lists(PIECES | pieces(), max_size=8).map("".join))
@settings(deadline=None, max_examples=300)
def test_whatever_is_taken_for_harmless_holds_nothing_outside_the_list(html: str) -> None:
    assert not is_harmless(html) or outside(html) == []
