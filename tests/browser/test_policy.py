"""Under the policy of a real nginx every page looks and works as without it, and nothing in it was written to be allowed."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from edu_site.commands.probe import approved_scripts
from edu_site.publish.policy import inline_scripts, meta_policy, page_policy
from edu_site.publish.servers import ServedSite, Server, nginx
from edu_site.settings import Settings
from tests.browser.sample import SitePage
from tests.browser.test_display import BACKGROUND, FONT_SIZE, choose, open_panel
from tests.browser.test_search import open_search, word_in
from tests.operations.servers import BROTLI, free_port, nginx_command, running

ROOT = Path(__file__).parents[2]
WATCH = """
window.__violations = [];
document.addEventListener('securitypolicyviolation',
  event => window.__violations.push(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample));
"""


@pytest.fixture(scope="module")
def scripts() -> frozenset[str]:
    return approved_scripts(Settings(ROOT, dt.date(2026, 11, 24), ROOT / "site"))


@pytest.fixture(scope="module")
def served(site: Path, scripts: frozenset[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    server = Server(str(site), page_policy(scripts), f"127.0.0.1:{port}", brotli=BROTLI.is_file())
    with running(nginx_command(nginx([ServedSite("127.0.0.1")], server), folder), port, folder):
        yield f"http://127.0.0.1:{port}"


class Watched:
    """A visitor whose browser tells what the policy stopped, what was said and what was asked of other hosts."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self.context: BrowserContext = browser.new_context(base_url=origin, viewport={"width": 1280, "height": 800})
        self.context.add_init_script(WATCH)
        self.context.set_default_timeout(5_000)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on(
            "console",
            lambda said: self.wrong.append(f"{self.page.url} {said.text}") if said.type in ("error", "warning") else None,
        )
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url} {error}"))
        self.page.on("request", lambda request: self.judge(request.url, origin))
        self.page.on("worker", lambda worker: self.wrong.extend([] if worker.url.startswith(origin) else [worker.url]))

    def judge(self, url: str, origin: str) -> None:
        if not url.startswith((origin + "/", "data:", "blob:")):
            self.wrong.append(f"{self.page.url} asks {url}")

    def violations(self) -> list[str]:
        self.wrong += [f"{self.page.url} {one}" for one in self.page.evaluate("() => window.__violations")]
        return self.wrong


@pytest.fixture
def watched(browser: Browser, served: str) -> Iterator[Watched]:
    visitor = Watched(browser, served)
    yield visitor
    visitor.context.close()


def test_every_template_shows_without_a_violation_or_another_host(watched: Watched, sample: list[SitePage]) -> None:
    for page in sample:
        watched.page.goto(page.url, wait_until="load")
        watched.violations()
    assert watched.wrong == []


def test_search_works_in_both_languages(watched: Watched, school: SitePage, site: Path) -> None:
    for url in (school.url, school.twin_url("ru")):
        watched.page.goto(url)
        open_search(watched.page)
        watched.page.keyboard.type(word_in(site / url.strip("/") / "site-map" / "index.html", "абмст", 0))
        watched.page.locator(".md-search-result__link").first.click()
        expect(watched.page.locator("main h1").first).to_be_visible()
        assert watched.violations() == []


def test_the_version_for_the_visually_impaired_and_the_colours_work(watched: Watched, school: SitePage) -> None:
    watched.page.goto(school.url)
    standard = watched.page.evaluate(FONT_SIZE)
    open_panel(watched.page)
    choose(watched.page, "size-160")
    choose(watched.page, "scheme-white")
    assert watched.page.evaluate(BACKGROUND) == "rgb(0, 0, 0)"
    assert watched.page.evaluate(FONT_SIZE) >= 1.4 * standard
    watched.page.goto(school.twin_url("ru"))
    assert watched.page.evaluate(BACKGROUND) == "rgb(0, 0, 0)"
    assert watched.violations() == []


def test_the_finder_works(watched: Watched, sample: list[SitePage]) -> None:
    for language in ("kk", "ru"):
        page = next(page for page in sample if "edu-finder" in page.features and page.language == language)
        watched.page.goto(page.url)
        watched.page.get_by_role("combobox").first.focus()
        watched.page.keyboard.type("12")
        watched.page.get_by_role("option").first.wait_for()
        assert watched.violations() == []


def test_a_script_in_a_page_does_not_run(watched: Watched, school: SitePage) -> None:
    """The policy bites: what the pages do not hold would be stopped."""
    watched.page.goto(school.url)
    ran = watched.page.evaluate(
        """async () => {
          const script = document.createElement('script');
          script.textContent = 'window.__ran = true';
          document.body.append(script);
          const image = document.createElement('img');
          image.setAttribute('onerror', 'window.__ran = true');
          image.src = 'https://other.example/x.png';
          document.body.append(image);
          await new Promise(done => setTimeout(done, 50));
          return window.__ran === true;
        }"""
    )
    assert not ran
    found = " ".join(watched.violations())
    assert "script-src-elem inline" in found
    assert "img-src https://other.example" in found


def test_no_page_holds_a_script_the_probe_does_not_know(pages: list[SitePage], scripts: frozenset[str]) -> None:
    assert scripts == frozenset()  # the theme has none; a theme that has gets them by digest
    holding = [page.url for page in pages if inline_scripts(page.path.read_text(encoding="utf-8"))]
    assert holding == []


def test_the_same_policy_holds_in_the_page_itself(
    browser: Browser, origin: str, school: SitePage, scripts: frozenset[str]
) -> None:
    """For hosts where headers cannot be set: `extra.content_security_policy`."""
    visitor = Watched(browser, origin)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{meta_policy(scripts)}">'

    def with_policy(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        route.fulfill(response=answer, body=answer.text().replace("<head>", "<head>" + meta, 1))  # type: ignore[attr-defined]

    visitor.page.route(lambda url: url.endswith("/"), with_policy)
    visitor.page.goto(school.url, wait_until="load")
    assert visitor.violations() == []
    assert "no-js" not in str(visitor.page.locator("html").get_attribute("class"))
    visitor.context.close()
