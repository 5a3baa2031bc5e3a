"""`edu-site init` and `edu-site new`: a project to begin with, and an item with both languages."""

import shutil
from pathlib import Path

import click

from edu_site.commands.run import USAGE, Run, common_options, known_organisation, stop
from edu_site.language import words as words_of
from edu_site.model.content import KINDS
from edu_site.model.organisation import LANGUAGES, Language
from edu_site.places import HOUSE, delivered
from edu_site.render.views.names import SECTION_SINGULAR
from edu_site.source.content import read_project
from edu_site.source.fields import BODY_KINDS, FieldHelp, fields_of, reference, shared_fields, text_fields
from edu_site.source.files import NAME

SCAFFOLD = HOUSE / "scaffold"


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@common_options
def init(run: Run, directory: Path) -> None:
    """Write a small working project into DIRECTORY: mkdocs.yml, content/ with a region and a school, data/."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        stop(run.words("{path} is not empty").format(path=directory), USAGE)
    write_scaffold(directory)
    run.say(run.words("A project was written to {path}").format(path=directory))
    run.say(f"cd {directory} && edu-site check && edu-site serve demo-school")


def write_scaffold(directory: Path) -> None:
    """A project to begin with, for `init` and for whoever needs a site without anybody's content."""
    shutil.copytree(SCAFFOLD, directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (directory / "gitignore").rename(directory / ".gitignore")
    configuration = delivered("mkdocs.yml").read_text(encoding="utf-8")
    kept = [line for line in configuration.split("\n") if "custom_dir:" not in line]
    (directory / "mkdocs.yml").write_text("\n".join(kept), encoding="utf-8")


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("organisation")
@click.argument("item_id", metavar="NAME")
@common_options
def new(run: Run, kind: str, organisation: str, item_id: str) -> None:
    """Write the file(s) of a new item of KIND called NAME for ORGANISATION, in both languages, ready to be filled in.

    NAME is the item's address: lowercase Latin letters, digits and hyphens.
    """
    tree = read_project(run.project, run.today).tree
    known_organisation(run, organisation, tree.organisations)
    if not NAME.match(item_id):
        stop(run.words("The name {name} is not allowed").format(name=item_id), USAGE)
    folder = run.project / "content" / tree.organisations[organisation].folder / kind
    files = pair(kind, item_id, run) if kind in BODY_KINDS else {f"{item_id}.yml": record(kind, run)}
    taken = [name for name in (f"{item_id}.yml", f"{item_id}.kk.md", f"{item_id}.ru.md") if (folder / name).exists()]
    if taken:
        stop(run.words("{path} exists already").format(path=folder / taken[0]), USAGE)
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "ratings":
        files["values.csv"] = f"organisation,peer_group,indicator\n{organisation},,\n"
    for name, text in files.items():
        if (folder / name).exists():  # the values of another rating
            continue
        (folder / name).write_text(text, encoding="utf-8")
        run.say(str(folder / name))


@click.command()
def fields() -> None:
    """Print the fields of every kind of content as Markdown (docs/fields.md)."""
    click.echo(reference(), nl=False)


def pair(kind: str, item_id: str, run: Run) -> dict[str, str]:
    """Two Markdown files; the Kazakh one holds the shared fields."""
    made = {}
    for language in LANGUAGES:
        shared = written(shared_fields(kind), run, "") if language == "kk" else []
        lines = ["---", *texts(kind, language, ""), *shared, "---", ""]
        made[f"{item_id}.{language}.md"] = "\n".join(lines)
    return made


def record(kind: str, run: Run) -> str:
    """One YAML file with both languages."""
    lines = written(shared_fields(kind), run, "")
    for language in LANGUAGES:
        lines += [f"{language}:", *texts(kind, language, "  ")]
    return "\n".join(lines) + "\n"


def texts(kind: str, language: Language, indent: str) -> list[str]:
    """The text fields of a language: a title to replace, why the rest is not there yet, the others as comments."""
    speak = words_of(language)
    lines = [f"{indent}title: {speak(SECTION_SINGULAR[kind])}", f"{indent}pending: {speak('The text is being prepared')}"]
    rest = (f for f in text_fields(kind) if f.name not in ("title", "pending", "body", "updated"))
    return lines + [f"{indent}# {field.name}:{hint(field)}" for field in rest]


def hint(field: FieldHelp) -> str:
    return "" if field.shape == "text" else f"  # {field.shape}"


def written(found: tuple[FieldHelp, ...], run: Run, indent: str) -> list[str]:
    """Required fields with a value that is valid, optional ones as comments."""
    lines: list[str] = []
    for field in found:
        if not field.required:
            lines.append(f"{indent}# {field.name}:{hint(field)}")
        elif field.record is not None and not field.choices:
            opened = f"{indent}{field.name}:"
            inner = tuple(fields_of(field.record))
            deeper = written(inner, run, indent + ("    " if field.many else "  "))
            if field.many:
                first = next(number for number, line in enumerate(deeper) if not line.lstrip().startswith("#"))
                deeper[first] = f"{indent}  - " + deeper[first].lstrip()
            lines += [opened, *deeper]
        else:
            lines.append(f"{indent}{field.name}: {value(field, run)}" + (f"  # {field.shape}" if field.choices else ""))
    return lines


def value(field: FieldHelp, run: Run) -> str:
    """Something valid to begin with."""
    if field.choices:
        return field.choices[0]
    if field.shape.startswith("time"):
        return f"{run.today.isoformat()}T09:00+05:00"
    if field.shape.startswith("date"):
        return run.today.isoformat()
    if "number" in field.shape:
        return "1"
    return BEGINNINGS.get(field.name, "…")


BEGINNINGS = {"subject": "cross_curricular", "file": "values.csv", "id": "indicator"}
