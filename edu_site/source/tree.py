"""The organisation tree: folders with an `organisation.yml`, their records, parents and inherited settings.

In: `content/`. Out: organisations in tree order and problems. An organisation with errors keeps its place in the tree but
gets no new site; where a record cannot be read at all, the organisations below it stand under the next one above until
it is corrected. So a mistake in one file never stops another organisation's site.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from edu_site.activity import working_on
from edu_site.model.content import KINDS
from edu_site.model.organisation import Contacts, Disclosure, Menu, Organisation, OrganisationRecord, Tree
from edu_site.problems import Problem, Where, has_errors, nearest, personal_numbers
from edu_site.source.files import NAME, listed, place_of, read_text
from edu_site.source.listing import ALLOWED, RECORD
from edu_site.source.organisations import check_record, check_together
from edu_site.source.registers import Registers
from edu_site.source.schema import to_record
from edu_site.source.yaml import Mapping, Scalar, read_yaml

CONFIGURATION = ("mkdocs.yml", "mkdocs.yaml", "hooks.py", "conf.py", "macros.py", "main.py")
OWNERS = "owners.yml"  # who writes for whom, beside the record of the republic
REQUIRED = ("name", "level", "kind", "kato")
SAID_ID = re.compile(r"^id:[ \t]*[\"']?([a-z0-9-]+)", re.M)
FOLDER_LIMIT = 12  # levels of folders; the system itself needs five


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that claims to be an organisation: its record as far as it could be read."""

    path: str  # relative to content/, "" for the root
    above: str | None  # path of the nearest organisation folder above
    record: OrganisationRecord | None  # None: unreadable
    node: Mapping | None
    broken: bool  # has errors, readable or not

    @property
    def name(self) -> str:
        """What it is called as long as it does not say otherwise."""
        return self.path.rsplit("/", 1)[-1] or "republic"

    @property
    def id(self) -> str:
        """The id it gives itself, when that can be read and be an address."""
        said = self.node.get("id") if self.node else None
        text = said.text if isinstance(said, Scalar) else None
        return text if text and usable(text) else self.name


def usable(name: str) -> bool:
    """Whether a name can be a part of an address, and is no personal number."""
    return bool(NAME.match(name)) and next(personal_numbers(name), None) is None


def read_tree(project: Path, registers: Registers) -> tuple[Tree, tuple[Problem, ...]]:
    """The tree of a project's `content/`."""
    content = project / "content"
    if not content.is_dir():
        return Tree({}, frozenset()), (Problem(Where("content"), "F15", {"path": "content"}),)
    problems: list[Problem] = []
    folders = []
    if not (content / RECORD).is_file():
        below = [read_folder(project, path, above, registers, []) for path, above, _found in scan(content, "", None, problems)]
        return Tree({}, frozenset({"republic", *(folder.id for folder in below)})), (Problem(Where("content"), "O18"),)
    for path, above, found in scan(content, "", None, problems):
        folders.append(read_folder(project, path, above, registers, problems) if found else None)
    known = [folder for folder in folders if folder]
    lost = {problem.where.path.rsplit("/", 1)[-1] for problem in problems if problem.code == "O01"}
    tree = grow(known, problems)
    together = list(check_together(tree.organisations))
    stopped = {problem.organisation_id for problem in together if has_errors((problem,))}
    return Tree(tree.organisations, tree.broken | stopped | lost), (*problems, *together)


def scan(content: Path, path: str, above: str | None, problems: list[Problem]) -> Iterator[tuple[str, str | None, bool]]:
    """Every organisation folder below `content`, parents first, names in order."""
    entries = listed(content.parent, f"content/{path}".rstrip("/"), problems)
    is_organisation = any(entry.name == RECORD for entry in entries)
    if is_organisation:
        yield path, above, True
    for entry in entries:
        name, below = entry.name, f"{path}/{entry.name}".lstrip("/")
        where = Where(f"content/{below}")
        if entry.is_symlink():
            problems.append(Problem(where, "F01"))
        elif name in CONFIGURATION:
            problems.append(Problem(where, "F09", {"name": name}))
        elif below.count("/") >= FOLDER_LIMIT:
            problems.append(Problem(where, "F17", {"limit": str(FOLDER_LIMIT)}))
        elif entry.is_dir() and not is_section(name, is_organisation):
            yield from scan_folder(content, below, path if is_organisation else above, where, problems)
        elif is_organisation and not entry.is_dir() and name not in (RECORD, ALLOWED, *((OWNERS,) if not path else ())):
            problems.append(Problem(where, "F10"))


def is_section(name: str, in_organisation: bool) -> bool:
    return in_organisation and name in KINDS


def scan_folder(
    content: Path, path: str, above: str | None, where: Where, problems: list[Problem]
) -> Iterator[tuple[str, str | None, bool]]:
    name = path.rsplit("/", 1)[-1]
    if hidden := next(personal_numbers(name), None):
        problems.append(Problem(where, "P01", {"masked": hidden[1]}))
    below = list(scan(content, path, above, problems))
    if any(found for _path, _above, found in below):
        if not NAME.match(name):
            problems.append(Problem(where, "F05", {"name": name}))
        if not (content / path / RECORD).exists():
            problems.append(Problem(where, "O01"))
        yield from below
    elif not NAME.match(name) or not any(entry.is_file() for entry in listed(content, path, [])):
        problems.append(Problem(where, "F05", {"name": name}) if not NAME.match(name) else Problem(where, "O01"))
    elif any((content / path / section).is_dir() for section in KINDS):
        problems.append(Problem(where, "O01"))
    elif name not in KINDS:  # a section of a folder that is no organisation was told of there
        near = nearest(name, KINDS) or ", ".join(KINDS)
        problems.append(Problem(where, "C01", {"name": name, "nearest": near}))


def read_folder(project: Path, path: str, above: str | None, registers: Registers, problems: list[Problem]) -> Folder:
    """The record of one folder and whether anything is wrong with it."""
    file = f"content/{path}/{RECORD}".replace("//", "/")
    working_on(file)
    text = read_text(project, file)
    if isinstance(text, Problem):
        problems.append(text)
        return Folder(path, above, None, None, broken=True)
    node, found = read_yaml(text, file)
    if node is None:
        problems += found
        return Folder(path, above, None, salvaged(text, file), broken=True)
    record, typed = to_record(node, OrganisationRecord)
    found += typed
    if record is not None:
        found += tuple(check_record(record, node, registers, is_root=not path))
    problems += found
    if has_errors(found):
        record = faultless(node, found, is_root=not path)
    folder = Folder(path, above, record, node, broken=has_errors(found))
    return folder if not path or usable(folder.name) else Folder(path, above, None, None, broken=True)


def faultless(node: Mapping, problems: Iterable[Problem], *, is_root: bool) -> OrganisationRecord | None:
    """What the sites of others may show and inherit of a record with errors: its fields without the faulty ones.

    None where that would change what all others say: a name with a personal number, the address of the whole."""
    faulty = {field_at(node, problem.where) for problem in problems if has_errors((problem,))}
    private = {field_at(node, problem.where) for problem in problems if problem.code == "P01"}
    if private & set(REQUIRED) or "name" in faulty or (is_root and "site" in faulty):
        return None
    kept = tuple((key, value) for key, value in node.entries if key.text in REQUIRED or key.text not in faulty)
    return to_record(Mapping(node.where, kept), OrganisationRecord)[0]


def field_at(node: Mapping, where: Where) -> str | None:
    """The field of a record in which a place lies."""
    return max(((key.where, key.text) for key, _value in node.entries if key.where <= where), default=(where, None))[1]


def salvaged(text: str, file: str) -> Mapping | None:
    """All that is needed of a record that cannot be read: its id, by which its last good site stays known as its own."""
    said = SAID_ID.search(text)
    if said is None:
        return None
    where = Where(file, *place_of(text, said.start()))
    return Mapping(where, ((Scalar(where, "id"), Scalar(where, said.group(1))),))


def grow(folders: list[Folder], problems: list[Problem]) -> Tree:
    """Organisations with their parents; inheritance runs from the root down."""
    by_path = {folder.path: folder for folder in folders}
    by_id, disputed = claims(folders, problems)
    broken = disputed | {folder.id for folder in by_id.values() if folder.broken}
    if folders and not folders[0].record:  # without the republic no site has its place: all of them stay as they are
        return Tree({}, frozenset(broken | by_id.keys()))
    readable = {name: folder for name, folder in by_id.items() if folder.record}
    parents = {folder.id: named_parent(folder, by_id, problems) for folder in readable.values()}
    lost = {name for name, parent in parents.items() if parent is not None and parent not in by_id}
    lost |= set(cycles(parents, by_id, problems))
    grown: dict[str, Organisation] = {}
    for folder in in_growing_order(readable, parents, lost, by_path):
        parent = None if not folder.path else standing_parent(folder, parents, lost, by_path, readable, problems)
        if folder.record:
            grown[folder.id] = inherit(folder, folder.record, grown.get(parent or ""))
    ordered = {o.id: o for o in sorted(grown.values(), key=lambda o: o.folder)}
    return Tree(ordered, frozenset(broken | lost))


def claims(folders: list[Folder], problems: list[Problem]) -> tuple[dict[str, Folder], set[str]]:
    """Who has which id, and the ids whose sites stay as they are: where two claim one with equal right, and those that
    the losers gave up. The republic comes first, then the folders of that name, then those that only say so."""
    by_id: dict[str, Folder] = {}
    disputed: set[str] = set()
    for folder in sorted(folders, key=lambda folder: (folder.path != "", folder.id != folder.name)):
        other = by_id.setdefault(folder.id, folder)
        if other is not folder:
            problems.append(Problem(place(folder, "id"), "O02", {"id": folder.id, "other": f"content/{other.path}"}))
            disputed.add(folder.name)
            if other.path and (other.id == other.name) == (folder.id == folder.name):
                disputed.add(folder.id)
    return by_id, disputed - {folder.id for folder in folders if not folder.path}


def in_growing_order(
    readable: dict[str, Folder], parents: dict[str, str | None], lost: set[str], by_path: dict[str, Folder]
) -> list[Folder]:
    """Parents before children, wherever `parent:` puts them."""
    order: dict[str, Folder] = {}

    def visit(folder: Folder) -> None:
        if folder.id in order:
            return
        above = parents[folder.id] if folder.id not in lost else None
        if above in readable:
            visit(readable[above or ""])
        elif (nearest_above := readable_above(folder, by_path, readable)) is not None:
            visit(nearest_above)
        order[folder.id] = folder

    for folder in sorted(readable.values(), key=lambda folder: folder.path):
        visit(folder)
    return list(order.values())


def readable_above(folder: Folder, by_path: dict[str, Folder], readable: dict[str, Folder]) -> Folder | None:
    """The nearest readable organisation whose folder holds this one."""
    above = folder.above
    while above is not None:
        if readable.get(by_path[above].id) is by_path[above]:
            return by_path[above]
        above = by_path[above].above
    return None


def standing_parent(
    folder: Folder,
    parents: dict[str, str | None],
    lost: set[str],
    by_path: dict[str, Folder],
    readable: dict[str, Folder],
    problems: list[Problem],
) -> str | None:
    """The id of the parent it has until everything is corrected."""
    named = parents[folder.id]
    if named in readable and folder.id not in lost:
        return named
    stand_in = readable_above(folder, by_path, readable)
    above = named or (by_path[folder.above].id if folder.above is not None else None)
    if folder.id not in lost and stand_in is not None and above != stand_in.id:
        problems.append(Problem(place(folder, "parent"), "O19", {"id": above or "?", "other": stand_in.id}))
    return stand_in.id if stand_in else None


def place(folder: Folder, field: str) -> Where:
    """Where a field of the record stands, else the file."""
    value = folder.node.get(field) if folder.node else None
    return value.where if value else Where(f"content/{folder.path}/{RECORD}".replace("//", "/"), 1, 1)


def named_parent(folder: Folder, by_id: dict[str, Folder], problems: list[Problem]) -> str | None:
    """The parent a record names; None leaves it to the folders."""
    named = folder.record.parent if folder.record else None
    if named is not None and named not in by_id:
        near = nearest(named, by_id) or ", ".join(sorted(by_id)[:5])
        problems.append(Problem(place(folder, "parent"), "O03", {"id": named, "nearest": near}))
    return named


def cycles(parents: dict[str, str | None], by_id: dict[str, Folder], problems: list[Problem]) -> Iterator[str]:
    """Ids whose `parent:` makes them their own ancestors, each reported once."""
    by_path = {folder.path: folder for folder in by_id.values()}

    def above(name: str) -> str | None:
        folder = by_id[name]
        holder = by_path.get(folder.above) if folder.above is not None else None
        return parents.get(name) or (holder.id if holder else None)

    for start, named in parents.items():
        chain = [start]
        while (upper := above(chain[-1])) in by_id and upper not in chain:
            chain.append(upper or "")
        if upper == start and named is not None:
            problems.append(Problem(place(by_id[start], "parent"), "O04", {"cycle": " > ".join([*chain, start])}))
            yield start


def inherit(folder: Folder, record: OrganisationRecord, parent: Organisation | None) -> Organisation:
    """The record with what it does not say taken from the parent."""
    contacts, menu, disclosure = record.contacts, record.menu, record.disclosure
    return Organisation(
        id=folder.id,
        parent_id=parent.id if parent else None,
        path_ids=(*parent.path_ids, parent.id) if parent else (),
        folder=folder.path,
        record=record,
        brand=record.brand or (parent.brand if parent else ""),
        rule_packs=record.rule_packs if record.rule_packs is not None else (parent.rule_packs if parent else ()),
        contacts=merged_contacts(contacts, parent.contacts if parent else None),
        menu=menu or (parent.menu if parent else None) or Menu(),
        disclosure=disclosure or (parent.disclosure if parent else None) or Disclosure(),
        utc_offset=record.utc_offset or (parent.utc_offset if parent else None) or "+05:00",
        demonstration=record.demonstration if record.demonstration is not None else bool(parent and parent.demonstration),
    )


def merged_contacts(own: Contacts | None, above: Contacts | None) -> Contacts:
    """Contacts are inherited field by field: a school with its own telephone keeps its section's working hours."""
    own, above = own or Contacts(), above or Contacts()
    return Contacts(
        phone=own.phone or above.phone,
        email=own.email or above.email,
        working_hours=own.working_hours or above.working_hours,
        reception=own.reception or above.reception,
    )


def ancestors(tree: Tree, organisation: Organisation) -> Iterable[Organisation]:
    """The republic first, the parent last."""
    return (tree.organisations[above] for above in organisation.path_ids)
