"""`edu-site compress`: compressed copies beside the files of a finished site."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from edu_site.commands.build import workers_option
from edu_site.commands.run import OK, Run, common_options
from edu_site.publish.compressed import compress_folder


@click.command()
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@workers_option
@common_options
def compress(run: Run, site: Path, workers: int) -> None:
    """Write .gz and .br copies beside the texts in SITE, for web servers that send them as they are.

    Only what has changed is packed again. A copy of an old text would be sent instead of the new one: compress after every build
    of a folder that is served, or leave it to `edu-site publish`.

    Exit codes: 0 done, 2 wrong use, 3 failure of the machine.
    """
    done = compress_folder(site, workers)
    if run.json:
        click.echo(json.dumps(asdict(done)))
    words = run.words
    parts = (
        words.plural("{n} copy made", "{n} copies made", done.made),
        words.plural("{n} copy kept", "{n} copies kept", done.kept),
        words.plural("{n} copy removed", "{n} copies removed", done.removed),
        f"{words.size(done.size)} → {words.size(done.packed)}",
        f"{words.number(round(run.seconds, 1))} {words('s')}",
    )
    run.say(", ".join(parts))
    raise SystemExit(OK)
