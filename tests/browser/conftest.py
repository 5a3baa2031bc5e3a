"""The demonstration sites, built once, served over loopback and looked at with Debian's Chromium."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.sample import SitePage, levels_of, pages_of, sample_of
from tests.browser.server import serving
from tests.browser.visits import Look, Visitor

ROOT = Path(__file__).parents[2]
SOURCES = ("content", "data", "edu_site", "themes", "mkdocs.yml")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a browser test."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def newest(names: tuple[str, ...]) -> float:
    """When what the sites are built from was changed last."""
    roots = [ROOT / name for name in names]
    files = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*"))]
    return max(path.stat().st_mtime for path in files if path.is_file() and path.suffix not in {".pyc", ".mo"})


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished sites: those of `make site` when they are newer than every source, otherwise built now."""
    stamp = ROOT / ".venv" / "site-built"
    built = ROOT / "site"
    if given := os.environ.get("EDU_SITE_BUILT"):
        return Path(given).resolve()
    if stamp.is_file() and (built / "index.html").is_file() and stamp.stat().st_mtime >= newest(SOURCES):
        return built
    shared = tmp_path_factory.getbasetemp()
    folder = (shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared) / "built-site"
    return build_once(folder)


def build_once(folder: Path) -> Path:
    """Workers of one run share the build: who makes the lock builds, the others wait for the mark."""
    import time

    lock, mark = folder.with_suffix(".lock"), folder.with_suffix(".done")
    try:
        lock.touch(exist_ok=False)
    except FileExistsError:
        for _ in range(600):
            if mark.exists():
                return folder
            time.sleep(1)
        pytest.fail("the other worker did not finish building the sites")
    command = [sys.executable, "-m", "edu_site.cli", "build", "--site", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    mark.touch()
    return folder


@pytest.fixture(scope="session")
def origin(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def pages(site: Path) -> list[SitePage]:
    return list(pages_of(site, levels_of(ROOT / "content")))


@pytest.fixture(scope="session")
def sample(pages: list[SitePage]) -> list[SitePage]:
    return sample_of(pages)


@pytest.fixture(scope="session")
def school(sample: list[SitePage]) -> SitePage:
    """The home page of a school in Kazakh."""
    return next(page for page in sample if page.kind == "home" and page.level == "organisation" and page.language == "kk")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    assert path, "Chromium is missing: make test installs it, or apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def visitor(browser: Browser, origin: str, sample: list[SitePage]) -> Visitor:
    return Visitor(browser, origin, sample)


@pytest.fixture
def desktop(visitor: Visitor) -> Iterator[Page]:
    context = visitor.context(Look("kk", "light", 1280))
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(visitor: Visitor) -> Iterator[Page]:
    context = visitor.context(Look("kk", "light", 360))
    yield context.new_page()
    context.close()


@pytest.fixture(params=[360, 1280])
def without_scripts(visitor: Visitor, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = visitor.context(Look("kk", "light", request.param), java_script_enabled=False)
    yield context.new_page()
    context.close()
