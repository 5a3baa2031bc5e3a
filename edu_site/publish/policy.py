"""What browsers may do with the files of a site: one policy, which every web server says and, where none can, the page itself.

In: the digests of the inline scripts a theme may have, learnt from a site without anybody's content. Out: the header values
of every kind of file. A page may load from its own site only, may run no script that stands in it, and may not be framed; what
is not a page may do nothing at all. Content-Security-Policy is that of W3C CSP3.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
WORKER = "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"  # search
PICTURE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox"
READER = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"  # a browser's own reader of PDF files stops at more
PAGE = "page"

# Every answer has these, errors too.
HEADERS: tuple[tuple[str, str], ...] = (
    ("Strict-Transport-Security", "max-age=31536000"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
FOR_EVER = "public, max-age=31536000, immutable"  # files below assets/<digest>/: another content has another address
FOR_A_MINUTE = "public, max-age=60"  # then asked for again with its ETag
ASSETS = r"assets/[0-9a-f]{12,64}/"


@dataclass(frozen=True, slots=True)
class Kind:
    """Files of one kind: how their names end, what they are, what a browser does with them."""

    media_type: str
    endings: tuple[str, ...]
    policy: str = NOTHING
    text: bool = False  # in UTF-8, and the answer says so
    download: bool = False  # saved, not shown
    packs: bool = False  # smaller when compressed


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: tuple[Kind, ...] = (
    Kind("text/html", ("html",), PAGE, text=True, packs=True),
    Kind("text/css", ("css",), text=True, packs=True),
    Kind("text/javascript", ("js",), WORKER, text=True, packs=True),
    Kind("application/json", ("json", "map"), packs=True),
    Kind("application/xml", ("xml",), text=True, packs=True),
    Kind("image/svg+xml", ("svg",), PICTURE, text=True, packs=True),
    Kind("text/plain", ("txt",), text=True, packs=True),
    Kind("text/csv", ("csv",), text=True, download=True, packs=True),
    Kind("text/calendar", ("ics",), text=True, download=True, packs=True),
    Kind("application/pdf", ("pdf",), READER),
    Kind(f"{OFFICE}.wordprocessingml.document", ("docx",), download=True),
    Kind(f"{OFFICE}.spreadsheetml.sheet", ("xlsx",), download=True),
    Kind(f"{OFFICE}.presentationml.presentation", ("pptx",), download=True),
    Kind("application/vnd.oasis.opendocument.text", ("odt",), download=True),
    Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), download=True),
    Kind("application/vnd.oasis.opendocument.presentation", ("odp",), download=True),
    Kind("image/png", ("png",)),
    Kind("image/jpeg", ("jpg", "jpeg")),
    Kind("image/gif", ("gif",)),
    Kind("image/webp", ("webp",)),
    Kind("image/avif", ("avif",)),
    Kind("font/woff2", ("woff2",)),
)
UNKNOWN = Kind("application/octet-stream", (), download=True)
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}


def kind_of(path: str) -> Kind:
    """The kind of a file by its name; an address that ends in `/` is a page."""
    if not path or path.endswith("/"):
        return KINDS[0]
    return BY_ENDING.get(path.rpartition("/")[2].rpartition(".")[2].lower(), UNKNOWN)


def page_policy(scripts: Iterable[str] = ()) -> str:
    """The policy of pages; `scripts` are the digests of the inline scripts that may run, as `script_digest` gives them."""
    return f"{meta_policy(scripts)}; frame-ancestors 'none'"


def meta_policy(scripts: Iterable[str] = ()) -> str:
    """The same for `<meta http-equiv>` in the page, where `frame-ancestors` means nothing."""
    allowed = " ".join(["'self'", *(f"'{digest}'" for digest in sorted(set(scripts)))])
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
    )


def policy_of(kind: Kind, page: str) -> str:
    """The policy of a kind of file; `page` is that of pages."""
    return page if kind.policy == PAGE else kind.policy


def media_type(kind: Kind) -> str:
    """As the header Content-Type says it."""
    return f"{kind.media_type}; charset=utf-8" if kind.text else kind.media_type


def expected_headers(path: str, page: str) -> dict[str, str]:
    """Every header the answer for a file must have; `path` is from the root of its host, without a leading slash."""
    kind = kind_of(path)
    found = dict(HEADERS)
    found["Content-Type"] = media_type(kind)
    found["Content-Security-Policy"] = policy_of(kind, page)
    found["Cache-Control"] = FOR_EVER if re.match(ASSETS, path) else FOR_A_MINUTE
    if kind.download:
        found["Content-Disposition"] = "attachment"
    return found


# ---------------------------------------------------------------- scripts that stand in pages

SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
ATTRIBUTE = re.compile(r'\s+([\w:-]+)(?:="([^"<>]*)")?')
DATA = {"application/json", "application/ld+json"}


def inline_scripts(html: str) -> tuple[str, ...]:
    """The texts of scripts that a browser would run from the page itself; data blocks and scripts in files are none.

    Errs on the strict side: a script in a comment counts, and one that is never closed counts with all that follows.
    """
    found = [text for attributes, text in SCRIPT.findall(html) if not is_harmless(attributes, text)]
    rest = SCRIPT.sub("", html)
    opened = rest.lower().find("<script")
    return (*found, *([rest[opened:]] if opened >= 0 else []))


def is_harmless(written: str, text: str) -> bool:
    """Whether a script element runs nothing of its own; attributes in another spelling than ours are taken for a trick."""
    if ATTRIBUTE.sub("", written).strip():
        return False
    attributes = dict(reversed(ATTRIBUTE.findall(written)))  # of two of one name a browser takes the first
    return attributes.get("type") in DATA or ("src" in attributes and not text.strip())


def script_digest(text: str) -> str:
    """`sha256-...` of an inline script, as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def unapproved_scripts(html: str, approved: frozenset[str]) -> tuple[str, ...]:
    """Digests of the inline scripts of a page that the policy does not allow."""
    if "<script" not in html.lower():
        return ()
    return tuple(digest for text in inline_scripts(html) if (digest := script_digest(text)) not in approved)
