"""The demonstration sites, built once, served over loopback and looked at with Debian's Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.sample import SitePage, levels_of, pages_of, sample_of
from tests.browser.server import serving
from tests.browser.visits import Look, Visitor
from tests.demonstration import finished_sites

ROOT = Path(__file__).parents[2]
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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished sites, the same that the examples look at."""
    return finished_sites(tmp_path_factory)


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
