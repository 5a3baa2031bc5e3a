"""Sites looked at from outside, as their readers and browsers see them.

In: addresses, what is expected, a clock. Out: a `Watched` per site: the problems found and a few figures. Which pages are looked at
is drawn anew by `draw`, so that over many runs all of them are. A site that is slow or silent keeps no other waiting.
"""

import datetime as dt
import hashlib
import re
import ssl
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from edu_site.problems import Problem, Where, in_order
from edu_site.publish.compressed import BROKEN, CODINGS
from edu_site.publish.keys import PublicKey
from edu_site.publish.policy import expected_headers, page_policy
from edu_site.publish.release import FILES_PATH, RELEASE_PATH, digest, read_files, read_signed
from edu_site.publish.visits import Answer, Silent, Visits

LINK = re.compile(rb'<a\s[^>]*?href="([^"]+)"')
ASSET = re.compile(rb'<(?:link|script)\s[^>]*?(?:href|src)="([^"]*assets/[^"]+)"')
ROW = re.compile(r"<url>(.*?)</url>", re.DOTALL)
ADDRESS = re.compile(r"<loc>([^<]+)</loc>")
CHANGED = re.compile(r"<lastmod>(\d{4}-\d\d-\d\d)")
ALTERNATE = re.compile(r'hreflang="(\w+)" href="([^"]+)"')
SCRIPT_DIGEST = re.compile(r" 'sha256-[A-Za-z0-9+/=]+'")
ENCODINGS = {"gzip": CODINGS[0], "br": CODINGS[1]}
MOVED = (301, 308)
LANGUAGES = {"kk", "ru"}


@dataclass(frozen=True, slots=True)
class Target:
    """A site to look at: its address, and where its files stand in the list its host (or the portal) publishes."""

    url: str  # ends with a slash
    folder: str = ""
    origin: str = ""  # whose list; "" is the site's own host


@dataclass(frozen=True, slots=True)
class Order:
    """How to look. `now` is for certificates and ages; `draw` decides which pages are in the sample."""

    now: dt.datetime
    clock: Callable[[], float]
    draw: str
    sample: int = 5  # pages
    links: int = 10
    seconds: float = 60.0  # for one site
    certificate_days: int = 21
    item_days: int = 0  # 0: however old
    trusted: tuple[PublicKey, ...] = ()  # who may have signed what is published; () asks for no signature
    http_port: int = 80
    authorities: ssl.SSLContext = field(default_factory=ssl.create_default_context)


@dataclass(frozen=True, slots=True)
class Watched:
    """What was found of one site. A figure is None when it could not be learnt."""

    url: str
    problems: tuple[Problem, ...]
    seconds: float
    asked: int
    compared: int = 0  # files with the digest that was published
    certificate_days: int | None = None
    newest_days: int | None = None

    @property
    def is_up(self) -> bool:
        return not any(problem.code in ("W01", "W02", "W03") for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Published:
    """What a host says it serves: path from its root -> SHA-256, and what is wrong with that."""

    files: dict[str, str] | None = None  # None: it publishes no list
    problems: tuple[Problem, ...] = ()


def watch(targets: Iterable[Target], order: Order, threads: int) -> tuple[Watched, ...]:
    """All sites, some at a time, in the order they were given."""
    targets = tuple(targets)
    origins = sorted({list_origin(target) for target in targets})
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        lists = dict(zip(origins, pool.map(lambda origin: published_files(origin, order), origins), strict=True))
        return tuple(pool.map(lambda target: watch_one(target, lists[list_origin(target)], order), targets))


def list_origin(target: Target) -> str:
    return target.origin or urljoin(target.url, "/")


def published_files(origin: str, order: Order) -> Published:
    """The list of files a host publishes, with the signature of its release when somebody is trusted."""
    visits = Visits(order.clock, order.clock() + order.seconds, order.authorities)
    try:
        answer = visits.get(origin + FILES_PATH)
        if answer.status != 200:
            return Published()
        wrong = unsigned(visits, origin, answer, order.trusted) if order.trusted else ()
        return Published({} if wrong else {file.path: file.sha256 for file in read_files(answer.body)}, wrong)
    except Silent:
        return Published()
    except ValueError:
        return Published({}, (Problem(Where(origin + FILES_PATH), "W08"),))


def unsigned(visits: Visits, origin: str, files: Answer, trusted: tuple[PublicKey, ...]) -> tuple[Problem, ...]:
    """Why a list of files is not to be believed."""
    where = Where(origin + RELEASE_PATH)
    signed = read_signed(visits.get(origin + RELEASE_PATH).body, trusted, where)
    if isinstance(signed, Problem):
        return (signed,)
    return () if signed.release.files_digest == digest(files.body) else (Problem(Where(files.url), "W08"),)


def watch_one(target: Target, published: Published, order: Order) -> Watched:
    """One site within its time."""
    started = order.clock()
    visits = Visits(order.clock, started + order.seconds, order.authorities)
    look = Look(target, order, visits, published.files, list(published.problems))
    try:
        look.at_everything()
    except Silent as silent:
        values = {"seconds": f"{order.seconds:g}"} if silent.code == "W13" else {"reason": silent.reason}
        look.tell(target.url, silent.code, **values)
    return Watched(
        target.url,
        in_order(look.problems),
        round(order.clock() - started, 3),
        visits.asked,
        look.compared,
        look.certificate_days,
        look.newest_days,
    )


@dataclass(slots=True)
class Look:
    """One site while it is looked at."""

    target: Target
    order: Order
    visits: Visits
    files: dict[str, str] | None
    problems: list[Problem] = field(default_factory=list)
    compared: int = 0
    certificate_days: int | None = None
    newest_days: int | None = None

    def tell(self, url: str, code: str, **values: str) -> None:
        self.problems.append(Problem(Where(url), code, values))

    def at_everything(self) -> None:
        """What a site is asked, most important first. Raises Silent when it or its time is gone."""
        url = self.target.url
        home = self.visits.get(url)
        if home.status != 200:
            self.tell(url, "W03", status=str(home.status))
            return
        self.at_certificate(home)
        self.at_headers(home)
        self.at_redirect()
        rows = self.at_site_map()
        if self.files is None:
            self.tell(url, "W07")
        pages = [home, *self.at_pages(drawn(rows, self.order.draw)[: self.order.sample])]
        self.at_files(home)
        self.at_links(pages)

    def at_certificate(self, home: Answer) -> None:
        if home.expires:
            self.certificate_days = (home.expires - self.order.now).days
            if self.certificate_days < self.order.certificate_days:
                self.tell(home.url, "W04", days=str(self.certificate_days))

    def at_redirect(self) -> None:
        """Whether http leads to https."""
        parts = urlsplit(self.target.url)
        if parts.scheme != "https":
            return
        port = "" if self.order.http_port == 80 else f":{self.order.http_port}"
        plain = f"http://{parts.hostname}{port}{parts.path}"
        try:
            answer = self.visits.get(plain)
        except Silent as silent:
            if silent.code == "W13":
                raise
            return  # nothing answers without TLS: nothing to lead away from
        if answer.status not in MOVED or not urljoin(plain, answer.header("location")).startswith("https://"):
            self.tell(plain, "W05", status=str(answer.status))

    def at_headers(self, answer: Answer) -> None:
        """The headers of the policy; digests of a theme's own scripts are taken as they are."""
        path = urlsplit(answer.url).path.lstrip("/")
        wanted = expected_headers(path, page_policy())
        if not answer.url.startswith("https:"):
            wanted.pop("Strict-Transport-Security")
        for name, text in wanted.items():
            found = SCRIPT_DIGEST.sub("", answer.header(name))
            if found != text:
                self.tell(answer.url, "W06", header=name, found=found or "-", wanted=text)

    def at_site_map(self) -> list[str]:
        """The rows of the site map; the age of the newest item is learnt on the way."""
        url = self.target.url + "sitemap.xml"
        answer = self.visits.get(url)
        rows: list[str] = ROW.findall(answer.body.decode("utf-8", "replace")) if answer.status == 200 else []
        if not rows:
            self.tell(url, "W10")
        days = [dt.date.fromisoformat(day) for row in rows for day in CHANGED.findall(row)]
        if days:
            self.newest_days = max((self.order.now.date() - max(days)).days, 0)
            if 0 < self.order.item_days < self.newest_days:
                self.tell(self.target.url, "W11", days=str(self.newest_days))
        return rows

    def at_pages(self, rows: Iterable[str]) -> Iterator[Answer]:
        """Sampled pages, each in every language it says it has; what was published is what is sent."""
        for row in rows:
            languages = {url for code, url in ALTERNATE.findall(row) if code in LANGUAGES}
            for address in sorted({*ADDRESS.findall(row)[:1], *languages}):
                url = urljoin(self.target.url, urlsplit(unescape(address)).path)  # on this host, which may be a trial
                answer = self.visits.get(url)
                if answer.status != 200:
                    self.tell(url, "W09", status=str(answer.status))
                    continue
                self.at_headers(answer)
                self.compare(answer)
                yield answer

    def at_files(self, home: Answer) -> None:
        """The home page and the files every page needs, plain and packed."""
        self.compare(home)
        for href in sorted(set(ASSET.findall(home.body))):
            answer = self.visits.get(urljoin(home.url, unescape(href.decode())))
            if answer.status == 200:
                self.at_headers(answer)
                self.compare(answer)
            else:
                self.tell(answer.url, "W12", page=home.url, status=str(answer.status))
        for encoding in ENCODINGS:
            self.at_copy(home, encoding)

    def at_copy(self, plain: Answer, encoding: str) -> None:
        """A packed answer holds what the plain one does."""
        packed = self.visits.get(plain.url, accept=encoding)
        if packed.header("content-encoding") == encoding:
            try:
                same = ENCODINGS[encoding].unpack(packed.body) == plain.body
            except BROKEN:
                same = False
            if not same:
                self.tell(plain.url, "W14", encoding=encoding)

    def compare(self, answer: Answer) -> None:
        """The digest of what is sent with the one that was published."""
        if not self.files:
            return
        path = self.listed(urlsplit(answer.url).path)
        if not path or path.endswith("/"):
            path += "index.html"
        if self.files.get(path) == hashlib.sha256(answer.body).hexdigest():
            self.compared += 1
        else:
            self.tell(answer.url, "W08")

    def listed(self, path: str) -> str:
        """The place of an address in the list: below the site's folder, or beside it on the same host (shared files)."""
        root = urlsplit(self.target.url).path
        return self.target.folder + path.removeprefix(root) if path.startswith(root) else path.lstrip("/")

    def at_links(self, pages: Iterable[Answer]) -> None:
        """Links of the looked-at pages within the site's host."""
        origin = urljoin(self.target.url, "/")
        known = {page.url for page in pages}
        found: dict[str, str] = {}
        for page in pages:
            for href in LINK.findall(page.body):
                url = urldefrag(urljoin(page.url, unescape(href.decode("utf-8", "replace")))).url
                if url.startswith(origin) and url not in known:
                    found.setdefault(url, page.url)
        for url in drawn(found, self.order.draw)[: self.order.links]:
            answer = self.visits.get(url, method="HEAD")
            if answer.status not in (200, *MOVED):
                self.tell(url, "W12", page=found[url], status=str(answer.status))


def drawn(values: Iterable[str], draw: str) -> list[str]:
    """The values in an order that `draw` decides and nobody can tell."""
    return sorted(values, key=lambda value: hashlib.sha256(f"{draw} {value}".encode()).digest())
