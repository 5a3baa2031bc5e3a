"""The generators that are compared, and whether their pages say what edu-site's say."""

import html
import re
from pathlib import Path

from benchmarks.builds.texts import LANGUAGES
from benchmarks.fleet.converted import items
from benchmarks.fleet.eleventy import Eleventy
from benchmarks.fleet.hugo import Hugo
from benchmarks.fleet.ours import EduSite, EduSiteOneWorker, EduSiteTwoWorkers
from benchmarks.fleet.peer import Peer
from benchmarks.fleet.stock import StockMkDocs
from benchmarks.fleet.zensical import Zensical

PEERS: tuple[type[Peer], ...] = (EduSiteTwoWorkers, EduSiteOneWorker, Hugo, Eleventy, Zensical, StockMkDocs)
ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
WORD = re.compile(r"[^\W\d_]{3,}")
COMPARED = 20  # organisations whose item pages are compared


def same_words(peer: Peer) -> tuple[int, int]:
    """Item pages whose article holds all words of edu-site's, in the same order, of those compared; not the organisation that was changed."""
    ours = EduSite(peer.project, peer.places, peer.folder)
    same = all_pages = 0
    for place in peer.places[:COMPARED]:
        for language in LANGUAGES if place != peer.changed else ():
            for page in items(place, language, lambda *_: ""):
                wanted = article(ours.page_file(place.id, language, page.path))
                found = article(peer.page_file(place.id, language, page.path))
                all_pages += 1
                same += bool(wanted) and wanted == found
    return same, all_pages


def article(page: Path) -> list[str]:
    """The words of a page's running text: from the first heading of the body on, without numbers."""
    if not page.is_file():
        return []
    found = ARTICLE.search(page.read_text(encoding="utf-8"))
    body = re.split(r"<h2 id=", found[0], maxsplit=1)[-1].partition("</article>")[0] if found else ""
    body = body.partition('<section class="edu-section')[0]
    return WORD.findall(html.unescape(TAG.sub(" ", "<h2 id=" + body)))
