"""`edu-site serve`: a page in the browser, and the change of a text a moment after it was saved."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.projects import ROOT

PATIENCE = 90  # seconds a loaded machine may take
NEWS = "content/demo-region/demo-school/news/first-news.kk.md"


@pytest.fixture
def served(project: Path) -> Iterator[str]:
    """The address of the server, which is ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "edu_site.cli", "serve", "-p", str(project), "demo-school", "--port", str(port), "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.wait(PATIENCE)
    if process.stdout:
        process.stdout.close()


def fetched(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            text: str = answer.read().decode()
            return text
    except (urllib.error.URLError, ConnectionError):
        return ""


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def test_a_saved_text_is_on_the_page_and_the_page_knows_to_reload(served: str, project: Path) -> None:
    page = f"{served}org/demo-school/news/first-news/"
    until(lambda: "<article" in fetched(page))
    html = fetched(page)
    assert "livereload" in html
    style = re.search(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert style
    assert fetched(urljoin(page, style.group(1)))

    source = project / NEWS
    source.write_text(source.read_text(encoding="utf-8") + "\n\nЖаңа сөйлем.\n", encoding="utf-8")
    until(lambda: "Жаңа сөйлем." in fetched(page))

    source.write_text(source.read_text(encoding="utf-8") + "\n\n<b>Қате</b>\n", encoding="utf-8")
    time.sleep(1)
    assert "Жаңа сөйлем." in fetched(page)  # a text with errors leaves the last good page
    source.write_text(source.read_text(encoding="utf-8").replace("<b>Қате</b>", "Түзетілді."), encoding="utf-8")
    until(lambda: "Түзетілді." in fetched(page))
