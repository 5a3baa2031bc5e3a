"""The monitor finds every planted fault of a server, and nothing in a site that is in order."""

import contextlib
import datetime as dt
import hashlib
import itertools
import json
import re
import shutil
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edu_site.cli import main
from edu_site.commands.monitor import targets_of
from edu_site.commands.run import Run
from edu_site.language import words
from edu_site.problems import Problem, Where
from edu_site.publish.compressed import compress_folder
from edu_site.publish.keys import new_key
from edu_site.publish.monitor import Order, Target, Watched, watch
from edu_site.publish.monitor_report import as_page, as_prometheus
from edu_site.publish.policy import page_policy
from edu_site.publish.release import FILES_PATH, RELEASE_PATH
from edu_site.publish.servers import ServedSite, Server, nginx
from tests.fleet.builds import build
from tests.operations.outside import Outside, Sent, certificate, listening
from tests.operations.servers import free_port, nginx_command, running
from tests.projects import TODAY, new_project, news, school, schools
from tests.publish.sites import folder_target, published, trusted

NOW = dt.datetime.now(dt.UTC)  # certificates are judged by the machine's own clock too
ITEMS_END = dt.date(2026, 9, 2)  # of the newest item of the site


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with the list of its files, as publishing leaves it."""
    files = schools(2) | news("news/first-bell", "Алғашқы қоңырау", "Первый звонок", "2026-09-02")
    files["abai/semey/school-2/organisation.yml"] = school(2, site="https://school-2.example/")
    project = new_project(tmp_path_factory.mktemp("monitored") / "project", files)
    build(project)
    site = project / "site"
    found = [[p.relative_to(site).as_posix(), digest(p), p.stat().st_size] for p in sorted(site.rglob("*")) if p.is_file()]
    (site / FILES_PATH).parent.mkdir(parents=True)
    (site / FILES_PATH).write_text(json.dumps(found), encoding="utf-8")
    return site


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def outside(finished: Path) -> Outside:
    return Outside(finished)


@pytest.fixture
def url(outside: Outside) -> Iterator[str]:
    with listening(outside) as port:
        yield f"http://127.0.0.1:{port}/"


def order(**changed: object) -> Order:
    seconds = itertools.count()
    return Order(**{"now": NOW, "clock": lambda: next(seconds) / 1000, "draw": "one"} | changed)  # type: ignore[arg-type]


def look(url: str, **changed: object) -> Watched:
    (found,) = watch([Target(url)], order(**changed), 1)
    return found


def codes(found: Watched) -> list[str]:
    return sorted({problem.code for problem in found.problems})


def test_a_site_in_order_has_no_problem(url: str, outside: Outside) -> None:
    found = look(url)
    assert found.problems == ()
    assert found.is_up
    assert found.compared >= 10
    assert found.asked == len(outside.asked) - 1  # the list of files is asked for once for all sites of a host
    assert found.newest_days == (NOW.date() - ITEMS_END).days
    languages = {path.startswith("/ru/") for path in outside.asked if path.endswith("/")}
    assert languages == {False, True}


def test_a_real_server_with_our_configuration_has_no_problem(finished: Path, tmp_path: Path) -> None:
    site, port = tmp_path / "site", free_port()
    shutil.copytree(finished, site)
    compress_folder(site)
    text = nginx([ServedSite("127.0.0.1")], Server(str(site), page_policy(), f"127.0.0.1:{port}"))
    with running(nginx_command(text, tmp_path), port, tmp_path):
        found = look(f"http://127.0.0.1:{port}/")
    assert [problem.line(words("en")) for problem in found.problems] == []
    assert found.compared >= 10


def test_a_site_below_the_portal_is_compared_with_its_part_of_the_list(url: str, finished: Path) -> None:
    (below,) = watch([Target(url + "org/school-1/", "org/school-1/")], order(), 1)
    assert (below.problems, below.compared >= 10) == ((), True)
    with listening(Outside(finished / "org" / "school-2")) as port:  # an address of its own, the list on the portal
        (own,) = watch([Target(f"http://127.0.0.1:{port}/", "org/school-2/", url)], order(), 1)
    assert (own.problems, own.compared >= 10) == ((), True)


def test_what_a_release_says_must_be_signed_by_somebody_trusted(finished: Path, tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    assert published(folder_target(tmp_path / "release"), finished).problems == ()
    live = tmp_path / "release" / "current"
    (stranger,) = (new_key(tmp_path / "stranger.pem"),)
    with listening(Outside(live)) as port:
        address = f"http://127.0.0.1:{port}/"
        found = look(address, trusted=trusted())
        assert (found.problems, found.compared >= 10) == ((), True)
        assert codes(look(address, trusted=(stranger,))) == ["U09"]
        (live / FILES_PATH).write_bytes((live / FILES_PATH).read_bytes().replace(b"index", b"other", 1))
        assert codes(look(address, trusted=trusted())) == ["W08"]
        (live / FILES_PATH).write_text("no list", encoding="utf-8")
        assert codes(look(address)) == ["W08"]
        (live / RELEASE_PATH).unlink()
        assert codes(look(address, trusted=trusted())) == ["U09"]


# ---------------------------------------------------------------- planted faults


def no_header(name: str):  # type: ignore[no-untyped-def]
    def fault(sent: Sent) -> None:
        sent.headers.pop(name, None)

    return fault


def weak_policy(sent: Sent) -> None:
    sent.headers["Content-Security-Policy"] = sent.headers["Content-Security-Policy"].replace(
        "'self'", "'self' 'unsafe-inline'"
    )


def changed_byte(sent: Sent) -> None:
    if sent.path == "/" and sent.accept == "identity":
        sent.body = sent.body.replace(b"<h1", b"<H1", 1)


def stale_copy(sent: Sent) -> None:
    if sent.path == "/" and sent.accept == "gzip":
        sent.body = b"\x1f\x8b something else"


def no_pages_in(folder: str):  # type: ignore[no-untyped-def]
    def fault(sent: Sent) -> None:
        if sent.path.startswith(folder) and sent.path != folder:
            sent.status = 404

    return fault


def dead_link(sent: Sent) -> None:
    if sent.path == "/" and sent.accept == "identity":
        sent.body = sent.body.replace(b"</main>", b'<a href="nowhere/?a=1">x</a></main>')


def failing(path: str, status: int):  # type: ignore[no-untyped-def]
    def fault(sent: Sent) -> None:
        if sent.path == path:
            sent.status = status

    return fault


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (failing("/", 500), ["W03"]),
        (failing("/sitemap.xml", 404), ["W10"]),
        (failing("/" + FILES_PATH, 404), ["W07"]),
        (no_header("X-Content-Type-Options"), ["W06"]),
        (no_header("Content-Type"), ["W06"]),
        (weak_policy, ["W06"]),
        (changed_byte, ["W08", "W14"]),
        (stale_copy, ["W14"]),
        (no_pages_in("/ru/"), ["W09", "W12"]),
    ],
    ids=lambda value: getattr(value, "__qualname__", "").split(".")[0],
)
def test_a_planted_fault_is_found(url: str, outside: Outside, fault: object, expected: list[str]) -> None:
    outside.faults.append(fault)  # type: ignore[arg-type]
    found = look(url, sample=8, links=40)
    assert codes(found) == expected
    assert all(problem.where.path.startswith(url) for problem in found.problems)


def test_a_dead_link_is_found_with_the_page_that_has_it(url: str, outside: Outside) -> None:
    outside.faults.append(dead_link)
    found = look(url, links=1000)
    (dead,) = (problem for problem in found.problems if problem.code == "W12")
    assert dead.line(words("ru")).startswith(f"{url}nowhere/?a=1: W12 Сюда ведёт страница {url}, но код ответа: 404 (")


def test_an_old_site_is_told_when_somebody_asks(url: str) -> None:
    days = (NOW.date() - ITEMS_END).days
    assert codes(look(url, item_days=days)) == []
    assert codes(look(url, item_days=days - 1)) == ["W11"]


def test_a_server_that_is_not_there_is_told(outside: Outside) -> None:
    found = look(f"http://127.0.0.1:{free_port()}/")
    assert (codes(found), found.is_up) == (["W01"], False)


def test_a_slow_server_costs_its_own_time_only(url: str, finished: Path) -> None:
    """Every look at the clock is half a minute later: one site is left, the other, on another clock, is whole."""
    slow = itertools.count(step=30)
    found = look(url, clock=lambda: next(slow), seconds=200.0)
    (left,) = (problem for problem in found.problems if problem.code == "W13")
    assert left.values == {"seconds": "200"}
    assert found.asked < 10


def test_a_server_that_drips_for_ever_is_left_too() -> None:
    """A byte of a header now and then keeps every single wait short; the site's time ends it."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not stop.wait(0.01):
                    connection.sendall(b"x")

        dripping = threading.Thread(target=lambda: [drip(), drip()], daemon=True)  # the list of files, the home page
        dripping.start()
        found = look(f"http://127.0.0.1:{server.getsockname()[1]}/", clock=time.monotonic, seconds=0.5)
        stop.set()
    assert codes(found) == ["W13"]


def test_sites_are_told_in_the_order_they_were_given(finished: Path) -> None:
    with listening(Outside(finished)) as first, listening(Outside(finished, [failing("/", 503)])) as second:
        targets = [Target(f"http://127.0.0.1:{port}/") for port in (second, first, second)]
        found = watch(targets, order(), 3)
    assert [(one.url, codes(one)) for one in found] == [
        (targets[0].url, ["W03"]),
        (targets[1].url, []),
        (targets[2].url, ["W03"]),
    ]


# ---------------------------------------------------------------- TLS


def trusting(path: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(path))


def test_an_expired_or_unknown_certificate_is_no_certificate(outside: Outside, tmp_path: Path) -> None:
    expired = certificate(tmp_path / "expired.pem", NOW - dt.timedelta(days=9), NOW - dt.timedelta(days=1))
    unknown = certificate(tmp_path / "unknown.pem", NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=90))
    for path, reason in ((expired, "certificate has expired"), (unknown, "self-signed certificate")):
        with listening(outside, path) as port:
            found = look(f"https://127.0.0.1:{port}/", authorities=trusting(expired))
        (problem,) = (one for one in found.problems if one.code == "W02")
        assert problem.values["reason"] == reason
        assert not found.is_up


def test_a_valid_certificate_is_counted_down(outside: Outside, tmp_path: Path) -> None:
    path = certificate(tmp_path / "good.pem", NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=10, hours=1))
    with listening(outside, path) as port:
        address = f"https://127.0.0.1:{port}/"
        found = look(address, authorities=trusting(path), http_port=free_port())
        enough = look(address, authorities=trusting(path), http_port=free_port(), certificate_days=10)
    assert (found.certificate_days, codes(found), found.is_up) == (10, ["W04"], True)
    assert codes(enough) == []


def test_http_must_lead_to_https(outside: Outside, finished: Path, tmp_path: Path) -> None:
    path = certificate(tmp_path / "good.pem", NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=90))

    def leading(place: str):  # type: ignore[no-untyped-def]
        def fault(sent: Sent) -> None:
            sent.status = 301
            sent.headers["Location"] = place

        return fault

    with listening(outside, path) as port:
        address = f"https://127.0.0.1:{port}/"
        for faults, expected in (([], ["W05"]), ([leading("http://127.0.0.1/x")], ["W05"]), ([leading(address)], [])):
            with listening(Outside(finished, faults)) as plain:
                assert codes(look(address, authorities=trusting(path), http_port=plain)) == expected


# ---------------------------------------------------------------- results


def command(*arguments: object) -> Result:
    return CliRunner(env={"EDU_SITE_LANG": None, "LC_ALL": "C.UTF-8"}).invoke(main, ["monitor", *map(str, arguments)])


def test_the_command_writes_a_page_in_both_languages_json_and_metrics(url: str, outside: Outside, tmp_path: Path) -> None:
    outside.faults.append(no_header("Referrer-Policy"))
    done = command(url, "--out", tmp_path / "out", "--lang", "kk", "--sample", 1)
    assert done.exit_code == 1
    assert "W06 Referrer-Policy тақырыбының мәні -" in done.output
    assert done.output.splitlines()[-1].startswith("1 сайт, 0 қолжетімсіз, ")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "monitor.json",
        "monitor.kk.html",
        "monitor.prom",
        "monitor.ru.html",
    ]
    page = (tmp_path / "out/monitor.ru.html").read_text(encoding="utf-8")
    assert '<html lang="ru">' in page
    assert "Сайты при взгляде снаружи" in page
    assert "есть замечания" in page
    told = json.loads((tmp_path / "out/monitor.json").read_text(encoding="utf-8"))
    assert {problem["code"] for problem in told["sites"][0]["problems"]} == {"W06"}
    metrics = (tmp_path / "out/monitor.prom").read_text(encoding="utf-8")
    assert f'edu_site_up{{site="{url}"}} 1\n' in metrics
    assert "edu_site_certificate_days{" not in metrics  # there is none without TLS, and it is not 0
    lines = [line for line in metrics.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{site="[^"]+"\})? -?\d+(\.\d+)?(e[+-]\d+)?', line) for line in lines)


def test_the_command_is_content_with_a_site_in_order_and_refuses_what_is_no_address(url: str) -> None:
    assert command(url, "--sample", 1, "-q").exit_code == 0
    refused = command("ftp://x.example/")
    assert (refused.exit_code, "ftp://x.example/" in refused.output) == (2, True)


def test_of_a_project_every_address_is_looked_at_and_other_sites_each_time(finished: Path) -> None:
    run = Run(finished.parent, words("en"), quiet=True, json=False, today=TODAY, started=0.0)
    portal, own = "https://bilim.example/", "https://school-2.example/"
    whole = targets_of(run, (), 100, "a")
    assert whole[:2] == [Target(portal, "", portal), Target(own, "org/school-2/", portal)]
    below = {target.url for target in whole[2:]}
    assert below == {f"{portal}org/{name}/" for name in ("abai", "semey", "school-1")}
    seen = {target.url for draw in "abcdefgh" for target in targets_of(run, (), 1, draw)[2:]}
    assert len(targets_of(run, (), 1, "a")) == 3
    assert seen == below
    assert targets_of(run, ("https://x.example/org/y",), 1, "a") == [Target("https://x.example/org/y/", "org/y/")]


def test_nothing_a_server_says_becomes_a_part_of_the_page() -> None:
    hostile = Problem(Where("https://x.example/<script>"), "W01", {"reason": "<img src=x onerror=alert(1)>"})
    found = (Watched('https://x.example/"><script>', (hostile,), 1.0, 1),)
    page = as_page(found, words("kk"), NOW)
    assert "<script" not in page
    assert "<img" not in page
    assert "\n" not in as_prometheus(found, NOW).split('edu_site_up{site="')[1].split("} ")[0]
