"""`edu-site import`: exports of e-journals into records, on the machine where pupils' data may be."""

import datetime as dt
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from edu_site.commands.report import FORMATS, as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, KAZAKHSTAN, OK, USAGE, Run, common_options, known_organisation, stop
from edu_site.model.organisation import Organisation
from edu_site.problems import Problem, Where, has_errors, in_order
from edu_site.progress.context import PARSED
from edu_site.progress.importing import Imported, import_file
from edu_site.progress.job import Job
from edu_site.progress.layouts import Profile, Profiles
from edu_site.progress.limits import Limits
from edu_site.progress.profiles import read_calendars, read_profile, read_profiles
from edu_site.progress.records import SECRET_BYTES, Records
from edu_site.source.content import read_project

ENCODINGS = ("utf-8", "utf-16", "kz1048", "cp1251", "ptcp154")
DELIMITERS = (",", ";", "tab", "|")


@click.command("import")
@click.argument("sources", metavar="SOURCE...", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--organisation", required=True, help="Id of the organisation the exports belong to.")
@click.option(
    "--profile", "profile_name", default="", help="Id of a profile, or a YAML file with one (default: the one that fits)."
)
@click.option("--records", "folder", type=click.Path(path_type=Path), help="Where records lie (default: build/records).")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="What the file does not say, e.g. term=Q1.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Encoding of text files (default: found out).")
@click.option("--delimiter", type=click.Choice(DELIMITERS), help="Delimiter of text files (default: found out).")
@click.option("--confirm", is_flag=True, help="Take a file that has much less than the import it replaces.")
@click.option("--totals", is_flag=True, help="Show marks by term and class, to compare with the journal.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How problems are printed.")
@common_options
def import_(run: Run, sources: tuple[Path, ...], folder: Path | None, form: str, totals: bool, **options: Any) -> None:
    """Read exports of an e-journal (CSV, XLSX, OneRoster) into the records of an organisation.

    A file is taken whole or not at all. Records hold pupils' marks without names and numbers; they stay on this machine.

    Exit codes: 0 taken, 1 a file was refused, 2 wrong use, 3 failure of the program.
    """
    if not sources:
        stop(run.words("Name at least one file"), USAGE)
    records = Records(folder or run.project / "build" / "records")
    ask = prepared(run, records, options)
    done = [
        import_file(job, records, dt.datetime.now(KAZAKHSTAN).isoformat(timespec="seconds"), options["confirm"])
        for job in ask.jobs(sources)
    ]
    problems = in_order(problem for one in done for problem in one.problems)
    show(run, done, problems, form)
    if totals:
        show_totals(run, done)
    raise SystemExit(OK if all(one.taken for one in done) else CONTENT_ERRORS)


@dataclass(frozen=True, slots=True)
class Ask:
    """What the jobs of one command share."""

    template: Job

    def jobs(self, sources: tuple[Path, ...]) -> Iterator[Job]:
        from dataclasses import replace

        return (replace(self.template, path=source) for source in sources)


def prepared(run: Run, records: Records, options: dict[str, Any]) -> Ask:
    """Everything the command line says, checked."""
    tree = read_project(run.project, run.today).tree
    known_organisation(run, options["organisation"], tree.organisations)
    organisation = tree.organisations[options["organisation"]]
    profiles, problems = read_profiles(run.project)
    years, wrong = read_calendars(run.project)
    settings, unknown = fields_set(options["settings"])
    profile, missing = profile_named(options["profile_name"], profiles)
    if has_errors(found := (*problems, *wrong, *unknown, *missing)):
        stop(rendered(in_order(found), "text", run.words), USAGE)
    job = Job(
        path=Path(),
        organisation=organisation.id,
        profile=profile,
        profiles=profiles,
        settings=settings,
        language=only_language(organisation),
        years=years,
        today=run.today,
        secret=records.secret(map(secrets.token_bytes, repeat(SECRET_BYTES))),
        source_digest="",
        limits=Limits(),
        encoding=options["encoding"] or "",
        delimiter=options["delimiter"] or "",
        identifiers=(organisation.record.bin,) if organisation.record.bin else (),
    )
    return Ask(job)


def fields_set(settings: tuple[str, ...]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """`--set field=value` options."""
    found: dict[str, str] = {}
    problems = []
    for text in settings:
        name, _, value = text.partition("=")
        if name in PARSED and value:
            found[name] = value
        else:
            problems.append(Problem(Where("--set"), "I43", {"field": name, "allowed": ", ".join(PARSED)}))
    return found, tuple(problems)


def profile_named(name: str, profiles: Profiles) -> tuple[Profile | None, tuple[Problem, ...]]:
    """A profile by id or file; none when it is to be found out."""
    if not name:
        return None, ()
    if name.endswith((".yml", ".yaml")):
        return read_profile(Path(name), Path(name).parent)
    if name in profiles.profiles:
        return profiles.profiles[name], ()
    return None, (Problem(Where("--profile"), "I34", {"profiles": ", ".join(sorted(profiles.profiles))}),)


def only_language(organisation: Organisation) -> str:
    """The language of instruction, when there is one."""
    languages = organisation.record.languages_of_instruction
    return languages[0] if len(languages) == 1 else ""


# ---------------------------------------------------------------- what is shown


def show(run: Run, done: list[Imported], problems: tuple[Problem, ...], form: str) -> None:
    if run.json:
        files = [figures(one) for one in done]
        click.echo(
            json.dumps({"files": files, "problems": [as_json(p, run.words) for p in problems]}, ensure_ascii=False, indent=2)
        )
        return
    if problems:
        click.echo(rendered(problems, form, run.words))
    for one in done:
        run.say(line(run, one))


def figures(one: Imported) -> dict[str, Any]:
    answer = one.answer
    counts = answer.counts
    return {
        "file": one.name,
        "taken": one.taken,
        "profile": answer.profile,
        "encoding": answer.encoding,
        "school_year": answer.school_year,
        "rows": {name: getattr(counts, name) for name in ("read", "accepted", "rejected", "repeated", "skipped", "blank")},
        "source": one.source,
        "supersedes": list(one.supersedes),
        "problems": answer.fault_count,
    }


def line(run: Run, one: Imported) -> str:
    """`file: taken; profile class-register; kz1048 ;; rows 120 = 110 accepted + ...`"""
    words, answer = run.words, one.answer
    counts = answer.counts
    how = " ".join(part for part in (answer.profile, answer.encoding, answer.delimiter) if part)
    parts = (
        f"{counts.accepted} {words('accepted')}",
        f"{counts.rejected} {words('rejected')}",
        f"{counts.repeated} {words('repeated')}",
        f"{counts.skipped} {words('headers and sums')}",
        f"{counts.blank} {words('blank')}",
    )
    state = words("taken") if one.taken else words("not taken")
    replaced = f"; {words('replaces')} {', '.join(one.supersedes)}" if one.taken and one.supersedes else ""
    more = answer.fault_count - len(answer.faults)
    hidden = f"; {words('further problems')}: {more}" if more > 0 else ""
    return f"{one.name}: {state}; {how}; {words('rows')} {counts.read} = {' + '.join(parts)}{replaced}{hidden}"


def show_totals(run: Run, done: list[Imported]) -> None:
    """Control totals, on a terminal only: they are not for logs."""
    table = Table(run.words("Period and class"), run.words("Marks"))
    for one in done:
        for name, count in one.answer.totals.items():
            table.add_row(name, str(count))
    Console().print(table)
