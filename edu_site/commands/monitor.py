"""`edu-site monitor`: the published sites looked at from outside, for cron."""

import datetime as dt
import json
import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

import click

from edu_site.commands.report import rendered
from edu_site.commands.run import CONTENT_ERRORS, KAZAKHSTAN, OK, USAGE, Run, common_options, stop
from edu_site.commands.targets import publish_record
from edu_site.fleet.receipts import write_whole
from edu_site.language import Speech, words
from edu_site.model.addresses import has_own_address, portal_origin, site_address, site_folder
from edu_site.problems import has_errors
from edu_site.publish.keys import PublicKey
from edu_site.publish.monitor import Order, Target, Watched, drawn, watch
from edu_site.publish.monitor_report import as_json, as_page, as_prometheus, summary
from edu_site.source.content import read_project
from edu_site.source.publishing import PLACES

PAGES: tuple[Speech, ...] = ("kk", "ru")


@click.command()
@click.argument("addresses", metavar="URL...", nargs=-1)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the page, JSON and metrics.")
@click.option(
    "--organisations",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Sites below the portal, other ones each time.",
)
@click.option("--sample", type=click.IntRange(0, 1000), default=5, show_default=True, help="Pages looked at on each site.")
@click.option("--links", type=click.IntRange(0, 1000), default=10, show_default=True, help="Links tried on each site.")
@click.option("--seconds", type=click.FloatRange(1), default=60.0, show_default=True, help="Time for one site.")
@click.option("--certificate-days", type=int, default=21, show_default=True, help="Warn when fewer are left.")
@click.option("--item-days", type=int, default=0, help="Warn when the newest item is older.")
@click.option("--authorities", type=click.Path(exists=True, dir_okay=False), help="Certificates to trust besides the system's.")
@click.option("-j", "--threads", type=click.IntRange(1, 256), default=8, show_default=True, help="Sites looked at together.")
@common_options
def monitor(
    run: Run,
    addresses: tuple[str, ...],
    out: Path | None,
    organisations: int,
    authorities: str | None,
    threads: int,
    **options: float,
) -> None:
    """Look at sites from outside, as their readers see them: URLs, or those of the project.

    Reachable, certificate, redirect to https, headers, what was published is what is sent, both languages, links, age of the
    newest item. Every run looks at other pages.

    Exit codes: 0 nothing wrong, 1 errors, 2 wrong use, 3 failure of the program.
    """
    now = dt.datetime.now(KAZAKHSTAN)
    context = ssl.create_default_context()
    if authorities:
        context.load_verify_locations(authorities)
    trusted = trusted_keys(run)
    order = Order(now, time.monotonic, now.isoformat(), authorities=context, trusted=trusted, **options)  # type: ignore[arg-type]
    found = watch(targets_of(run, addresses, organisations, order.draw), order, threads)
    if out:
        write_results(run, out, found, now)
    if run.json:
        click.echo(json.dumps(as_json(found, run.words, now), ensure_ascii=False, indent=2))
    else:
        for one in found:
            if one.problems:
                click.echo(rendered(one.problems, "text", run.words))
    run.say(summary(found, run.words))
    raise SystemExit(CONTENT_ERRORS if any(has_errors(one.problems) for one in found) else OK)


def targets_of(run: Run, addresses: tuple[str, ...], organisations: int, draw: str) -> list[Target]:
    """The addresses given; or, of the project, the portal, every address of its own, and some of the sites below the portal."""
    for address in addresses:
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            stop(run.words("{url} is not an address").format(url=address), USAGE)
    if addresses:
        whole = [address if address.endswith("/") else f"{address}/" for address in addresses]
        return [Target(address, urlsplit(address).path.lstrip("/")) for address in whole]
    known = tuple(read_project(run.project, run.today).tree.organisations.values())
    portal = portal_origin(known)
    targets = [(one, Target(site_address(one, portal).absolute, site_folder(one), portal)) for one in known]
    below = {target.url: target for one, target in targets if one.parent_id and not has_own_address(one)}
    alone = [target for _one, target in targets if target.url not in below]
    return [*alone, *(below[url] for url in drawn(below, draw)[:organisations])]


def trusted_keys(run: Run) -> tuple[PublicKey, ...]:
    """Whose signature the published list must have: those of publish.yml, none where there is no such file."""
    return publish_record(run)[1] if any((run.project / place).is_file() for place in PLACES) else ()


def write_results(run: Run, out: Path, found: tuple[Watched, ...], now: dt.datetime) -> None:
    """Each file whole: what reads them never sees half of one."""
    for language in PAGES:
        write_whole(out / f"monitor.{language}.html", as_page(found, words(language), now).encode())
    text = json.dumps(as_json(found, run.words, now), ensure_ascii=False, indent=2)
    write_whole(out / "monitor.json", text.encode())
    write_whole(out / "monitor.prom", as_prometheus(found, now).encode())
