"""The last gate before a text of a stranger stands in a page: an allow-list of what the dialect can produce, nothing else.

In: the HTML a converter made of a body. Out: HTML with the allowed tags, attributes, classes, ids and addresses only, written as
Python-Markdown writes it, so that a harmless text keeps every byte; a second pass changes nothing. The door refuses HTML in
texts already; this holds when the door, the converter or one of its extensions is wrong.
"""

import re
from html import escape

import nh3


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What Python-Markdown and the extensions of mkdocs.yml write. Without svg, math, style, template, noscript and iframe a text
# cannot change its meaning between two parsers ("mutation"), the way every hole of this kind was made.
TAGS = listed(
    """a abbr blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong summary sup
    table tbody td th thead tr ul"""
)
REMOVED_WITH_CONTENT = listed(
    """applet embed frame frameset iframe link math meta noembed noframes noscript object plaintext script select
    style svg template textarea title xmp"""
)
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),  # without this entry the library adds its own
    "a": {"href", "title"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"alt", "src", "title"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
} | {f"h{level}": {"id"} for level in range(1, 7)}
NOTES = listed(
    """abstract attention bug caution check cite danger done error example fail failure faq help hint important info
    missing note question quote success summary tip tldr todo warning"""
)
CLASSES = {
    "a": {"footnote-backref", "footnote-ref"},
    "details": NOTES,
    "div": NOTES | {"admonition", "end", "footnote", "inline"},
    "p": {"admonition-title"},
    "td": {"edu-center", "edu-right"},
    "th": {"edu-center", "edu-right"},
}
SCHEMES = {"http", "https", "mailto", "tel"}

ID = re.compile(r"^[^\s\"'<>&=`]{1,200}\Z")
OF_THE_THEME = re.compile(r"^(?:_|edu-|main\Z)")  # scripts find their elements by these; the first one in a page would be found
PREFIX = "u-"
SCHEME_OR_HOST = re.compile(r"^[\s\x00-\x1f]*(?:[a-z][a-z0-9+.-]*:|[\\/][\s\x00-\x1f]*[\\/])", re.I)
HOST = re.compile(r"^[\s\x00-\x1f]*[\\/][\s\x00-\x1f]*[\\/]")
ALIGNMENT = re.compile(r'<(t[hd]) style="text-align: (left|center|right);">')

# What the quick converter (simple_text.py) makes of nearly every text, tag by tag: nothing here can do anything, in whatever order it
# stands, and the sanitiser leaves each as it is. Addresses are relative, or of a host whose name no parser of addresses doubts.
HARMLESS = re.compile(
    r"""(?:<(?:
        /?+(?:p|li|ul|ol|em|strong|table|thead|tbody|tr|td|th)
        | /(?:a|div|h[1-6])
        | a[ ]href="(?:(?!//)[\w./#?=%+,@-]+|https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*+\.)+[a-z]{2,}(?:[/?#][\w./:#?=%+,@-]*+)?)"
        | h[1-6][ ]id="(?!_|edu-|main")[^\s"'<>&=`]{1,200}"
        | t[hd][ ]class="edu-(?:center|right)"
        | p[ ]class="admonition-title"
        | div[ ]class="admonition[ ](?:NOTES)"
    )>[^<]*+)*+""".replace("NOTES", "|".join(sorted(NOTES))),
    re.VERBOSE,
)
VOID = re.compile(r'<(br|hr|img)((?: [a-z]+="[^"]*")*)>')

PASSES = 5  # two are enough for all but what is made to need more


def admitted(_tag: str, attribute: str, value: str) -> str | None:
    """The value an attribute may have; None takes the attribute away."""
    if attribute == "id":
        if not ID.match(value):
            return None
        return PREFIX + value if OF_THE_THEME.match(value) else value
    if attribute == "src":  # pictures of other hosts would tell them who reads the page
        return None if SCHEME_OR_HOST.match(value) else value
    if attribute == "href":
        return None if HOST.match(value) else value
    return value


CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(REMOVED_WITH_CONTENT),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
    url_schemes=SCHEMES,
    attribute_filter=admitted,
    link_rel=None,
    strip_comments=True,
)


def sanitise(html: str) -> str:
    """The harmless part of a body's HTML; for what the dialect makes of a good text that is all of it, byte for byte, but that
    character references (`&laquo;`) become the characters they stand for and a table's alignment a class.

    Elements nested as they must not be stand elsewhere when they are read again, so it is read until a reader finds what was written;
    what does not come to rest is shown as text."""
    for _pass in range(PASSES):
        cleaned = cleaned_once(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    return escape(html)


def cleaned_once(html: str) -> str:
    cleaned = CLEANER.clean(ALIGNMENT.sub(alignment_class, html))
    return VOID.sub(r"<\1\2 />", cleaned).replace("&nbsp;", "\N{NO-BREAK SPACE}")


def sanitise_simple(html: str) -> str:
    """The same for what the quick converter wrote, whose elements are nested as they should be."""
    aligned = ALIGNMENT.sub(alignment_class, html)
    return aligned if is_harmless(aligned) else sanitise(html)


def is_harmless(html: str) -> bool:
    """Whether a text consists of known tags and of characters that mean nothing between them."""
    plain = (
        html.count("&") == html.count("&gt;") and html.count("<") == html.count(">") and "\0" not in html and "\r" not in html
    )
    return plain and HARMLESS.fullmatch(html) is not None


def alignment_class(found: re.Match[str]) -> str:
    """A column's alignment without a style attribute; left is what the theme does by itself."""
    return f"<{found[1]}>" if found[2] == "left" else f'<{found[1]} class="edu-{found[2]}">'
