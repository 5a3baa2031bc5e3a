"""What the monitor found, for people and for machines: a page in Kazakh or Russian, JSON, metrics for Prometheus.

In: `Watched` values. Out: texts. The page stands alone: no script, no file beside it, its one style by digest in its own policy.
Metrics are in Prometheus' text format 0.0.4, for the textfile collector of its node exporter.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from edu_site.codes import Severity
from edu_site.language import Words
from edu_site.publish.monitor import Watched
from edu_site.publish.policy import script_digest

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}"
    "table{border-collapse:collapse;width:100%}th,td{padding:.4rem .6rem;border-bottom:1px solid #bbb;text-align:left}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#a30000;font-weight:600}"
)
METRICS = (
    ("edu_site_up", "Whether the home page answers, with a valid certificate.", lambda one: int(one.is_up)),
    ("edu_site_errors", "Problems found that a reader can meet.", lambda one: counted(one, Severity.ERROR)),
    ("edu_site_warnings", "Problems found that readers do not meet yet.", lambda one: counted(one, Severity.WARNING)),
    ("edu_site_certificate_days", "Days until the certificate ends.", lambda one: one.certificate_days),
    ("edu_site_newest_item_days", "Days since the newest item was published or changed.", lambda one: one.newest_days),
    ("edu_site_files_compared", "Files that are what was published.", lambda one: one.compared),
    ("edu_site_requests", "Requests this run made.", lambda one: one.asked),
    ("edu_site_seconds", "How long looking at the site took.", lambda one: one.seconds),
)


def counted(one: Watched, severity: Severity) -> int:
    return sum(problem.severity is severity for problem in one.problems)


def as_json(found: Iterable[Watched], words: Words, moment: dt.datetime) -> dict[str, Any]:
    return {"moment": moment.isoformat(timespec="seconds"), "sites": [site_json(one, words) for one in found]}


def site_json(one: Watched, words: Words) -> dict[str, Any]:
    return {
        "url": one.url,
        "up": one.is_up,
        "certificate_days": one.certificate_days,
        "newest_item_days": one.newest_days,
        "files_compared": one.compared,
        "requests": one.asked,
        "seconds": one.seconds,
        "problems": [
            {
                "url": p.where.path,
                "code": p.code,
                "severity": p.severity.value,
                "message": p.text(words),
                "hint": p.hint_text(words),
            }
            for p in one.problems
        ],
    }


def as_prometheus(found: Sequence[Watched], moment: dt.datetime) -> str:
    """One line per site and metric; a figure that could not be learnt has no line."""
    lines = []
    for name, meaning, value_of in METRICS:
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
        for one in found:
            value = value_of(one)
            if value is not None:
                lines.append(f'{name}{{site="{labelled(one.url)}"}} {value:g}')
    name = "edu_site_monitor_last_run_timestamp_seconds"
    lines += [f"# HELP {name} When the monitor ran.", f"# TYPE {name} gauge", f"{name} {moment.timestamp():.0f}"]
    return "\n".join(lines) + "\n"


def labelled(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def as_page(found: Sequence[Watched], words: Words, moment: dt.datetime) -> str:
    """A whole page: a table of the sites, below it what is wrong with each."""
    title = escape(words("The sites seen from outside"))
    policy = f"default-src 'none'; style-src '{script_digest(STYLE)}'"
    parts = [
        f'<!doctype html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        f"<p>{escape(words.moment(moment))}. {escape(summary(found, words))}</p>",
        *table(found, words),
        *(line for one in found if one.problems for line in section(one, words)),
    ]
    return "\n".join(parts) + "\n</body>\n</html>\n"


def summary(found: Sequence[Watched], words: Words) -> str:
    """`3 sites, 1 not reachable, 4 errors, 2 warnings`."""
    parts = (
        words.plural("{n} site", "{n} sites", len(found)),
        words.plural("{n} not reachable", "{n} not reachable", sum(not one.is_up for one in found)),
        words.plural("{n} error", "{n} errors", sum(counted(one, Severity.ERROR) for one in found)),
        words.plural("{n} warning", "{n} warnings", sum(counted(one, Severity.WARNING) for one in found)),
    )
    return ", ".join(parts)


def table(found: Iterable[Watched], words: Words) -> Iterator[str]:
    heads = (
        words("Site"),
        words("State"),
        words("Certificate, days left"),
        words("Newest item, days"),
        words("Files compared"),
        words("Seconds"),
    )
    yield "<table>\n<thead><tr>" + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads) + "</tr></thead>\n<tbody>"
    for one in found:
        state = words("in order") if not one.problems else words("has problems") if one.is_up else words("not reachable")
        shown = state if not one.problems else f'<span class="bad">{escape(state)}</span>'
        figures = (one.certificate_days, one.newest_days, one.compared, one.seconds)
        cells = "".join(f'<td class="n">{"–" if figure is None else words.number(figure)}</td>' for figure in figures)
        yield f'<tr><td><a href="{escape(one.url)}">{escape(one.url)}</a></td><td>{shown}</td>{cells}</tr>'
    yield "</tbody>\n</table>"


def section(one: Watched, words: Words) -> Iterator[str]:
    yield f"<h2>{escape(one.url)}</h2>\n<ul>"
    yield from (f"<li>{escape(problem.line(words))}</li>" for problem in one.problems)
    yield "</ul>"
