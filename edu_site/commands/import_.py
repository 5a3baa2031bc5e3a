"""`edu-site import`: exports of e-journals into records, on the machine where pupils' data may be."""

import datetime as dt
import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
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
from edu_site.progress.districts import import_district
from edu_site.progress.importing import Imported, import_file, sniff_file
from edu_site.progress.job import Job, Member
from edu_site.progress.layouts import Profile, Profiles
from edu_site.progress.limits import Limits
from edu_site.progress.profiles import read_calendars, read_profile, read_profiles
from edu_site.progress.records import SECRET_BYTES, Records
from edu_site.progress.roster_tables import is_roster
from edu_site.source.content import read_project

ENCODINGS = ("utf-8", "utf-16", "kz1048", "cp1251", "ptcp154")
DELIMITERS = (",", ";", "tab", "|")
LIST_HELP = "A file of lines organisation, profile (or nothing), path, parted by tabs: import them all."
LIST_COLUMNS = 3
SCHOOLS_HELP = "Lines of a school of a district's export and its organisation, parted by a tab; - for one that is left out."
LEFT_OUT = "-"
SOURCE = re.compile(r"[0-9a-f]{12}")


@click.command("import")
@click.argument("sources", metavar="SOURCE...", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--organisation", default="", help="Id of the organisation the exports belong to.")
@click.option("--profile", default="", help="Id of a profile, or a YAML file with one (default: the one that fits).")
@click.option("--records", "folder", type=click.Path(path_type=Path), help="Where records lie (default: build/records).")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="What the file does not say, e.g. term=Q1.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Encoding of text files (default: found out).")
@click.option("--delimiter", type=click.Choice(DELIMITERS), help="Delimiter of text files (default: found out).")
@click.option("--list", "listed", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=LIST_HELP)
@click.option("--schools", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=SCHOOLS_HELP)
@click.option("--sniff", is_flag=True, help="Only show how the files would be understood, and propose a profile.")
@click.option("--confirm", is_flag=True, help="Take a file that has much less than the import it replaces.")
@click.option(
    "--withdraw", metavar="SOURCE", default="", help="Take an import out again, by the first 12 digits of its digest."
)
@click.option(
    "--forget", metavar="DAYS", type=click.IntRange(0), help="Delete originals that were taken in more than DAYS ago."
)
@click.option("--totals", is_flag=True, help="Show marks by term and class, to compare with the journal.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How problems are printed.")
@common_options
def import_(run: Run, folder: Path | None, form: str, **options: Any) -> None:
    """Read exports of an e-journal (CSV, XLSX, OneRoster) into the records of an organisation.

    A file is taken whole or not at all. A OneRoster export of an organisation that has others below it is taken for each of these. Records hold pupils' marks without names and numbers; they stay on this machine.

    Exit codes: 0 taken, 1 a file was refused, 2 wrong use, 3 failure of the program.
    """
    records = Records(folder or run.project / "build" / "records")
    if options["withdraw"]:
        withdraw(run, records, options["organisation"], options["withdraw"])
        raise SystemExit(OK)
    if options["forget"] is not None:
        forget(run, records, options["forget"])
        raise SystemExit(OK)
    asked = asked_for(run, options)
    jobs = jobs_of(run, records, asked, options)
    if options["sniff"]:
        done = [sniff_file(job, records) for job in jobs]
        show_previews(run, done)
    else:
        done = import_all(jobs, records, options["confirm"])
    show(run, done, in_order(problem for one in done for problem in one.problems), form)
    if options["totals"]:
        show_totals(run, done)
    raise SystemExit(OK if all(one.taken or (options["sniff"] and not one.problems) for one in done) else CONTENT_ERRORS)


@dataclass(frozen=True, slots=True)
class Asked:
    """One source and what it is."""

    organisation: str
    profile: str
    path: Path


def asked_for(run: Run, options: dict[str, Any]) -> list[Asked]:
    """The sources of the command line and of a list of imports."""
    asked = [Asked(options["organisation"], options["profile"], path) for path in options["sources"]]
    if listed := options["listed"]:
        lines = [line.split("\t") for line in listed.read_text(encoding="utf-8").splitlines() if line]
        asked += [Asked(line[0], line[1], listed.parent / line[2]) for line in lines if len(line) == LIST_COLUMNS]
    if not asked:
        stop(run.words("Name at least one file"), USAGE)
    return asked


def import_one(job: Job, records: Records, time: str, confirmed: bool) -> list[Imported]:
    if job.members:
        return import_district(job, records, time, confirmed)
    return [import_file(job, records, time, confirmed)]


def import_all(jobs: list[Job], records: Records, confirmed: bool) -> list[Imported]:
    """All imports: organisations side by side, the files of one organisation after one another."""
    by_organisation: dict[str, list[Job]] = {}
    for job in jobs:
        by_organisation.setdefault(job.organisation, []).append(job)
    time = dt.datetime.now(KAZAKHSTAN).isoformat(timespec="seconds")

    def import_each(own: list[Job]) -> list[Imported]:
        return [done for job in own for done in import_one(job, records, time, confirmed)]

    workers = 1 if any(job.members for job in jobs) else min(os.cpu_count() or 1, 4)  # an organisation may stand in two exports
    with ThreadPoolExecutor(workers) as pool:
        return [one for done in pool.map(import_each, by_organisation.values()) for one in done]


def jobs_of(run: Run, records: Records, asked: list[Asked], options: dict[str, Any]) -> list[Job]:
    """A job for each source; everything the command line says is checked first."""
    tree = read_project(run.project, run.today).tree
    profiles, problems = read_profiles(run.project)
    years, wrong = read_calendars(run.project)
    settings, unknown = fields_set(options["settings"])
    found = [*problems, *wrong, *unknown]
    named: dict[str, Profile | None] = {}
    for one in asked:
        known_organisation(run, one.organisation, tree.organisations)
        if one.profile not in named:
            named[one.profile], missing = profile_named(one.profile, profiles)
            found += missing
    if has_errors(found):
        stop(rendered(in_order(found), "text", run.words), USAGE)
    template = Job(
        path=Path(),
        organisation="",
        profile=None,
        profiles=profiles,
        settings=settings,
        language="",
        years=years,
        today=run.today,
        secret=records.secret(map(secrets.token_bytes, repeat(SECRET_BYTES))),
        source_digest="",
        limits=Limits(),
        encoding=options["encoding"] or "",
        delimiter=options["delimiter"] or "",
    )
    schools = schools_of(run, options["schools"], tree.organisations)
    jobs = [job_of(one, template, tree.organisations[one.organisation], named[one.profile]) for one in asked]
    return [with_members(job, tree.organisations.values(), schools) for job in jobs]


def job_of(asked: Asked, template: Job, organisation: Organisation, profile: Profile | None) -> Job:
    number = organisation.record.bin
    return replace(
        template,
        path=asked.path,
        organisation=organisation.id,
        profile=profile,
        language=only_language(organisation),
        identifiers=(number,) if number else (),
    )


def schools_of(run: Run, path: Path | None, known: Mapping[str, Organisation]) -> dict[str, str]:
    """School of a district's export -> organisation, "-" for one that is left out."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()] if path else []
    found = {line[0].strip(): line[-1].strip() for line in lines}
    for organisation in found.values():
        if organisation != LEFT_OUT:
            known_organisation(run, organisation, known)
    return found


def with_members(job: Job, known: Iterable[Organisation], schools: Mapping[str, str]) -> Job:
    """The job with the organisations below its own, when the export can be one of all of them."""
    below = [one for one in known if job.organisation in one.path_ids]
    if not below or not is_roster(job.path):
        return job
    members = []
    for one in below:
        named = [school for school, organisation in schools.items() if organisation == one.id]
        numbers = [one.record.bin] if one.record.bin else []
        members.append(Member(one.id, (*numbers, *named), only_language(one)))
    left_out = tuple(school for school, organisation in schools.items() if organisation == LEFT_OUT)
    return replace(job, members=tuple(members), left_out=left_out)


def withdraw(run: Run, records: Records, organisation: str, source: str) -> None:
    """Takes one import out of the records."""
    paths = (records.folder / "imports" / organisation).glob(f"*/{source}.json") if SOURCE.fullmatch(source) else iter(())
    receipts = [
        receipt for path in paths for receipt in records.receipts(organisation, path.parent.name) if receipt.source == source
    ]
    if not receipts:
        stop(run.words("There is no import {source}").format(source=source), USAGE)
    for receipt in receipts:
        records.withdraw(receipt)
        run.say(f"{source}: {run.words('withdrawn')}")


def forget(run: Run, records: Records, days: int) -> None:
    """Deletes the originals of imports, taken or refused, that have been kept long enough."""
    before = dt.datetime.now(KAZAKHSTAN) - dt.timedelta(days=days)
    count = records.forget(before.timestamp())
    run.say(run.words.plural("{n} original deleted", "{n} originals deleted", count))


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
        run.say(line(run, one) if one.answer.preview == [] or one.taken else looked_at(run, one))


def looked_at(run: Run, one: Imported) -> str:
    """`file: fits class-register, tidy-marks; kz1048 ;`"""
    answer = one.answer
    fits = f"{run.words('fits')} {answer.profile}" if answer.profile else run.words("no profile fits")
    return "; ".join(part for part in (f"{one.name}: {fits}", f"{answer.encoding} {answer.delimiter}".strip()) if part)


def figures(one: Imported) -> dict[str, Any]:
    answer = one.answer
    counts = answer.counts
    return {
        "file": one.name,
        "organisation": one.organisation,
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
    name = f"{one.name} › {one.organisation}" if one.organisation else one.name
    return f"{name}: {state}; {how}; {words('rows')} {counts.read} = {' + '.join(parts)}{replaced}{hidden}"


def show_totals(run: Run, done: list[Imported]) -> None:
    """Control totals, on a terminal only: they are not for logs."""
    table = Table(run.words("Period and class"), run.words("Marks"))
    for one in done:
        for name, count in one.answer.totals.items():
            table.add_row(name, str(count))
    Console().print(table)


def show_previews(run: Run, done: list[Imported]) -> None:
    """What each column was taken for; cells by their shape."""
    words, console = run.words, Console()
    for one in done:
        if run.json or not one.answer.preview:
            continue
        table = Table(words("Column"), words("Header"), words("Field"), words("Cells"), title=one.name)
        for line in one.answer.preview:
            table.add_row(line["column"], line["header"], line["field"], line["cells"])
        console.print(table)
        if one.answer.proposal:
            click.echo(one.answer.proposal)
