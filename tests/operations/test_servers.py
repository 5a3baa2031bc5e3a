"""nginx and Caddy with the configuration of `edu-site headers`: every kind of file, what is missing, what is refused."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from edu_site.publish.policy import FOR_A_MINUTE, FOR_EVER, KINDS, expected_headers, page_policy
from edu_site.publish.servers import ServedSite, Server, caddy, nginx
from tests.operations.servers import BROTLI, COMMANDS, asked, free_port, running

PAGE = page_policy(["sha256-abc="])
WRITERS = {"nginx": nginx, "caddy": caddy}
ENDINGS = sorted(ending for kind in KINDS for ending in kind.endings if ending != "html")
LONG = "мектеп " * 500


def page(text: str) -> str:
    return f"<!doctype html><title>{text}</title>{LONG}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of every kind, two sites in both languages, and what nobody should see."""
    folder = tmp_path_factory.mktemp("served") / "site"
    files = {f"files/one.{ending}": LONG for ending in ENDINGS} | {"files/one.exe": "x", "files/none": "x"}
    for root, name in (("", "portal"), ("org/school-1/", "school")):
        for language, tongue in (("", "kk"), ("ru/", "ru")):
            files[f"{root}{language}index.html"] = page(f"{name} {tongue}")
            files[f"{root}{language}news/index.html"] = page(f"{name} {tongue} news")
            files[f"{root}{language}404.html"] = page(f"missing {name} {tongue}")
    files["assets/0123456789ab/edu/edu.css"] = LONG
    files[".git/config"] = "secret"
    files[".well-known/edu-site/manifest.json"] = "{}"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "news/index.html.gz").write_bytes(gzip.compress(page("copy").encode(), mtime=0))
    (folder / "news/index.html.br").write_bytes(b"brotli")
    return folder


@dataclass(frozen=True, slots=True)
class Asker:
    name: str
    port: int


@pytest.fixture(scope="module", params=sorted(WRITERS))
def server(request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    name, folder, port = request.param, tmp_path_factory.mktemp("server"), free_port()
    common = Server(str(site), PAGE, f"127.0.0.1:{port}", brotli=BROTLI.is_file())
    sites = (ServedSite("bilim.example"), ServedSite("school-1.example", "org/school-1/"))
    with running(COMMANDS[name](WRITERS[name](sites, common), folder), port, folder):
        yield Asker(name, port)


def test_every_kind_of_file_has_its_headers(server: Asker) -> None:
    paths = ["", "ru/", "news/", "org/school-1/ru/news/", *(f"files/one.{ending}" for ending in ENDINGS)]
    for path in [*paths, "files/one.exe", "files/none", "assets/0123456789ab/edu/edu.css"]:
        answer, _ = asked(server.port, "/" + path)
        assert answer.status == 200, path
        wanted = expected_headers(path, PAGE)
        assert {name: answer.headers[name] for name in wanted} == wanted, path
        repeated = [name for name in wanted if len(answer.headers.get_all(name, [])) > 1]
        assert repeated == [], path


def test_an_answer_that_nothing_changed_does_not_weaken_what_the_browser_keeps(server: Asker) -> None:
    for path in ("/", "/files/one.csv", "/files/one.svg", "/assets/0123456789ab/edu/edu.css"):
        first, _ = asked(server.port, path)
        again, body = asked(server.port, path, If_None_Match=first.headers["ETag"])
        assert (again.status, body) == (304, b""), path
        for name in ("Content-Security-Policy", "Cache-Control", "Content-Disposition"):
            assert again.headers[name] in (None, first.headers[name]), (path, name)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/none", "missing portal kk"),
        ("/ru/none/", "missing portal ru"),
        ("/org/school-1/none.html", "missing school kk"),
        ("/org/school-1/ru/news/none", "missing school ru"),
        ("/org/nobody/ru/none", "missing portal kk"),
        ("/assets/0123456789ab/none.css", "missing portal kk"),
        ("/files/none.csv", "missing portal kk"),
    ],
)
def test_what_is_missing_is_told_by_the_site_in_the_readers_language(server: Asker, path: str, title: str) -> None:
    answer, body = asked(server.port, path)
    assert answer.status == 404
    assert f"<title>{title}</title>".encode() in body
    assert answer.headers["Content-Security-Policy"] == PAGE
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == FOR_A_MINUTE
    assert answer.headers["Content-Disposition"] is None
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/files/", "/org/", "/.git/config", "/.git/", "/news/index.html.gz", "/news/index.html.br"])
def test_folders_hidden_files_and_copies_are_not_there(server: Asker, path: str) -> None:
    answer, body = asked(server.port, path)
    assert answer.status == 404
    assert b"missing portal kk" in body


@pytest.mark.parametrize(
    "path", ["/../secret", "/%2e%2e/secret", "/files/..%2f..%2fsecret", "/news/index.html%00.css", "//.git/config"]
)
def test_no_address_leads_out_of_the_sites(server: Asker, site: Path, path: str) -> None:
    (site.parent / "secret").write_text("secret", encoding="utf-8")
    answer, body = asked(server.port, path)
    assert answer.status in (400, 404, 500)
    assert b"secret" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_but_reading_is_answered(server: Asker, method: str) -> None:
    answer, _ = asked(server.port, "/", method)
    assert answer.status == 405
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if method != "TRACE":  # which nginx refuses before it looks at a site
        assert answer.headers["Allow"] == "GET, HEAD"


def test_head_tells_the_same_without_the_body(server: Asker) -> None:
    whole, _ = asked(server.port, "/")
    answer, body = asked(server.port, "/", "HEAD")
    assert (answer.status, body) == (200, b"")
    assert dict(answer.headers) == dict(whole.headers) | {"Date": answer.headers["Date"]}


def test_a_copy_that_lies_beside_the_file_is_sent_and_another_file_is_compressed(server: Asker) -> None:
    answer, body = asked(server.port, "/news/", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).decode() == page("copy")
    assert answer.headers["Content-Security-Policy"] == PAGE
    assert "Accept-Encoding" in answer.headers["Vary"]
    answer, body = asked(server.port, "/ru/news/", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"portal ru news" in gzip.decompress(body)
    plain, body = asked(server.port, "/news/", Accept_Encoding="identity")
    assert plain.headers["Content-Encoding"] is None
    assert b"<title>portal kk news</title>" in body


def test_a_brotli_copy_is_sent_where_the_server_can(server: Asker) -> None:
    if server.name == "nginx" and not BROTLI.is_file():
        pytest.skip("Debian's nginx has no brotli module here")
    answer, body = asked(server.port, "/news/", Accept_Encoding="gzip, br")
    assert (answer.headers["Content-Encoding"], body) == ("br", b"brotli")


def test_a_site_of_its_own_is_served_from_its_folder(server: Asker) -> None:
    for path, title in (("/", "school kk"), ("/ru/news/", "school ru news"), ("/ru/none", "missing school ru")):
        _, body = asked(server.port, path, host="school-1.example")
        assert f"<title>{title}</title>".encode() in body


def test_languages_are_told_and_folders_are_completed(server: Asker) -> None:
    for path, language in (("/", "kk"), ("/ru/", "ru"), ("/org/school-1/ru/news/", "ru"), ("/files/one.css", None)):
        assert asked(server.port, path)[0].headers["Content-Language"] == language, path
    moved, _ = asked(server.port, "/org/school-1")
    assert moved.status in (301, 308)
    assert moved.headers["Location"] == "/org/school-1/"


def test_hidden_files_that_are_meant_are_there(server: Asker) -> None:
    answer, _ = asked(server.port, "/.well-known/edu-site/manifest.json")
    assert answer.status == 200


def test_with_tls_every_host_has_its_certificate_and_http_leads_there() -> None:
    sites = (ServedSite("bilim.example"), ServedSite("school-1.example", "org/school-1/"))
    text = nginx(sites, Server("/srv/sites", PAGE))
    assert re.findall(r"ssl_certificate (\S+);", text) == [f"/etc/letsencrypt/live/{one.host}/fullchain.pem" for one in sites]
    assert text.count("return 301 https://") == 2
    assert "brotli" not in text
    assert "root /srv/sites/org/school-1;" in text
    assert FOR_EVER in text
    assert "auto_https off" not in caddy(sites, Server("/srv/sites", PAGE))
