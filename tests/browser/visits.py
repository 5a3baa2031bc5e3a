"""One visit of a page in Chromium and all that is learned from it at once: axe, width, shifts, requests, console.

Loading is what costs time, so every test asks the same visits; a visit is made when the first test asks for it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.browser.sample import SitePage

SHIFTS = """
window.__shifts = [];
const name = source => source.node && (source.node.className || source.node.nodeName);
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput)
    window.__shifts.push([entry.value, (entry.sources || []).map(name).join(' ')]);
}).observe({type: 'layout-shift', buffered: true});
"""
SETTLED = "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"
WIDTHS = """() => {
  const wide = document.documentElement.clientWidth;
  const over = [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.right > wide + 1 && !e.closest('[role=region], .edu-scroll, .md-search, [hidden]');
  }).slice(0, 3).map(e => e.tagName.toLowerCase() + '.' + e.className);
  return [document.documentElement.scrollWidth - wide, over];
}"""
BROKEN = """() => {
  const broken = [];
  for (const element of document.querySelectorAll('main :is(h1, h2, h3, dt, dd, th, td)')) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) if (!texts.currentNode.parentElement.closest('code')) for (const word of texts.currentNode.data.matchAll(/[^\\s\\p{Pd}\\p{Po}]+/gu)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""
AXE = """options => axe.run(document, options).then(result => result.violations.map(v => ({
  id: v.id, help: v.help,
  nodes: v.nodes.map(n => [
    n.target.join(' '), n.html.slice(0, 160), [...n.any, ...n.all, ...n.none].map(c => c.message).join(' ')
  ])
})))"""
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
    "iframes": False,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a visitor looks at pages."""

    language: str
    scheme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


# Two looks see the whole sample, each language, scheme and width once; the other six see each kind of page once.
THOROUGH = {Look("kk", "light", 360), Look("ru", "dark", 1280)}
LOOKS = [Look(language, scheme, width) for scheme in ("light", "dark") for width in (360, 1280) for language in ("kk", "ru")]


@dataclass(slots=True)
class Visit:
    url: str
    violations: list[dict[str, Any]] = field(default_factory=list)
    overflow: int = 0
    overflowing: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    shifts: list[Any] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)

    @property
    def shift(self) -> float:
        return sum(value for value, _ in self.shifts)


def axe_source() -> str:
    """The one file we use of the package."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page, source: str, rules: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    page.evaluate(source)
    found: list[dict[str, Any]] = page.evaluate(AXE, rules or RULES)
    return found


def told(visits: list[Visit]) -> str:
    """Violations as a list to work from: each rule and element once, with the pages it was seen on."""
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for visit in visits:
        for violation in visit.violations:
            for target, html, why in violation["nodes"]:
                seen[f"{violation['id']}: {violation['help']}", f"{target}\n      {html}\n      {why}"].append(visit.url)
    lines = [f"{rule}\n    {node}\n      on {len(urls)} pages, first {urls[0]}" for (rule, node), urls in sorted(seen.items())]
    return f"{len(lines)} violations\n" + "\n".join(lines[:40])


class Visitor:
    """Keeps the visits of this process; one browser context per look."""

    def __init__(self, browser: Browser, origin: str, sample: list[SitePage]) -> None:
        self.browser = browser
        self.origin = origin
        self.sample = sample
        self.axe_source = axe_source()
        self._made: dict[Look, list[Visit]] = {}

    def visits(self, look: Look) -> list[Visit]:
        if look not in self._made:
            context = self.context(look)
            page = context.new_page()
            self._made[look] = [self._visit(page, site_page) for site_page in self._seen(look)]
            context.close()
        return self._made[look]

    def _seen(self, look: Look) -> list[SitePage]:
        pages = [page for page in self.sample if page.language == look.language]
        return pages if look in THOROUGH else list({page.kind: page for page in pages}.values())

    def context(self, look: Look, **more: Any) -> BrowserContext:
        """A fresh visitor: no cookies, nothing stored, nothing cached."""
        context = self.browser.new_context(
            viewport={"width": look.width, "height": 800},
            color_scheme="dark" if look.scheme == "dark" else "light",
            locale=f"{look.language}-KZ",
            timezone_id="Asia/Almaty",
            reduced_motion="reduce",
            base_url=self.origin,
            **more,
        )
        context.add_init_script(SHIFTS)
        context.set_default_timeout(5_000)
        return context

    def _visit(self, page: Page, site_page: SitePage) -> Visit:
        visit = Visit(site_page.url)

        def asked(request: Request) -> None:
            if not request.url.startswith((self.origin + "/", "data:", "blob:")):
                visit.foreign.append(request.url)

        def said(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                visit.errors.append(f"{message.type}: {message.text} {message.location.get('url', '')}")

        def thrown(error: Exception) -> None:
            visit.errors.append(f"exception: {error}")

        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", thrown)
        page.goto(site_page.url, wait_until="load")
        page.evaluate(SETTLED)
        visit.overflow, visit.overflowing = page.evaluate(WIDTHS)
        visit.broken = page.evaluate(BROKEN)
        visit.shifts = page.evaluate("() => window.__shifts")
        visit.violations = axe(page, self.axe_source)
        page.remove_listener("request", asked)
        page.remove_listener("console", said)
        page.remove_listener("pageerror", thrown)
        return visit
