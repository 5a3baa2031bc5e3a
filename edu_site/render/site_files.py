"""Files of a site that are not pages: search index, site map for machines, robots.

In: plans, views and converted bodies. Out: texts. Deterministic: the order is that of the plan, the dates those of items.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from edu_site.model.plan import ItemSubject, NotFoundSubject, PagePlan, SitePlan
from edu_site.model.progress import ProgressSubject
from edu_site.plan.summaries import last_change
from edu_site.render import blocks
from edu_site.values import from_json, to_written_json

SearchEntry = dict[str, str]  # location, title, text

SEARCH_INDEX = "search/search_index.json"
TAGS = re.compile(r"<[^>]+>")


def search_entries(plan: PagePlan, view: blocks.PageView, html: str) -> tuple[SearchEntry, ...]:
    """A page as the browser's search knows it: items and the organisation's own pages, nothing of lists of them. Title and text
    are HTML, because the search shows them so."""
    if not isinstance(plan.subject, (ItemSubject, ProgressSubject)) and not html:
        return ()
    text = " ".join([escape(view.lead), plain(html), *block_texts((*view.before, *view.after)), *fact_texts(view.facts)])
    return ({"location": plan.url, "title": escape(view.heading or plan.title), "text": " ".join(text.split())},)


def known_entries(index: bytes, urls: Iterable[str]) -> dict[str, tuple[SearchEntry, ...]]:
    """What a `search_index.json` made before holds of each page in `urls`. Raises ValueError when it is none of ours."""
    found: dict[str, list[SearchEntry]] = {url: [] for url in urls}
    try:
        for entry in from_json(index)["docs"]:
            if entry["location"] in found:
                found[entry["location"]].append(entry)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError("not a search index") from error
    return {url: tuple(entries) for url, entries in found.items()}


def plain(html: str) -> str:
    """Text of HTML made here; entities stay, the search shows them as HTML."""
    return TAGS.sub(" ", html)


def fact_texts(facts: Iterable[blocks.Fact]) -> Iterator[str]:
    for fact in facts:
        yield from (escape(link.title) for link in fact.values)


def block_texts(found: Iterable[blocks.Block]) -> Iterator[str]:
    """What is worth finding in blocks: running text, not tables of numbers."""
    for block in found:
        match block:
            case blocks.Paragraphs(paragraphs=texts):
                yield from (escape(text) for text in texts)
            case blocks.Items(items=links):
                yield from (escape(link.title) for link in links)
            case blocks.Questions(questions=questions):
                for question in questions:
                    yield escape(" ".join((question.question, *question.answer)))
            case blocks.Decisions(decisions=decisions):
                yield from (escape(decision.text) for decision in decisions)
            case blocks.Facts(facts=facts):
                yield from fact_texts(facts)
            case _:
                continue


def search_index(settings: dict[str, Any], entries: Iterable[SearchEntry]) -> bytes:
    """Material's index format."""
    return to_written_json({"config": settings, "docs": list(entries)})


def site_map(sites: Iterable[SitePlan]) -> str:
    """One `sitemap.xml` for an organisation in both languages, every page with its alternates."""
    rows = [site_map_row(site, plan) for site in sites for plan in site.pages if not isinstance(plan.subject, NotFoundSubject)]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(rows)
        + "\n</urlset>\n"
    )


def site_map_row(site: SitePlan, plan: PagePlan) -> str:
    address = next(url for language, _href, url in plan.alternates if language == site.language)
    changed = ""
    if isinstance(plan.subject, ItemSubject):
        changed = f"<lastmod>{last_change(plan.subject.entry).isoformat(timespec='seconds')}</lastmod>"
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(url)}/>' for language, _href, url in plan.alternates
    )
    return f"<url><loc>{escape(address)}</loc>{changed}{links}</url>"


def site_map_index(addresses: Iterable[str]) -> str:
    """The index of the republic's site maps."""
    rows = "\n".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}\n</sitemapindex>\n'
    )


def robots(origin: str, name: str) -> str:
    return f"User-agent: *\nAllow: /\n\nSitemap: {origin}{name}\n"
