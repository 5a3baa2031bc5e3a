"""What the sanitiser lets through can do nothing, and a good text keeps every byte."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edu_site.render.engine.configuration import load_base
from edu_site.render.engine.markdown import Converter
from edu_site.render.sanitise import ATTRIBUTES, CLASSES, OF_THE_THEME, SCHEME_OR_HOST, SCHEMES, TAGS, sanitise
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
