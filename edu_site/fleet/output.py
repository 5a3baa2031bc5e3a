"""Finished files on their way into the output folder: staged whole, then moved, then what is gone is deleted.

In: rendered files of one organisation. Out: the digest of each. A reader of the output folder never sees half a file, and an
organisation that fails while it is rendered has changed nothing.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edu_site.fleet.fingerprint import digest
from edu_site.fleet.receipts import Receipt

if TYPE_CHECKING:
    from edu_site.render.site import RenderedFile


@dataclass(frozen=True, slots=True)
class Staged:
    """The files of a site, ready to be moved: digests of all, which of them differ, what the site had before."""

    folder: Path
    made: dict[str, str]
    changed: tuple[str, ...]
    before: Receipt | None

    @property
    def known(self) -> dict[str, str]:
        return self.before.files if self.before else {}

    def under_way(self) -> Receipt:
        """What is certain while files are moved: nothing of those that move, and that the site is not complete."""
        inputs = {"theme": self.before.theme} if self.before else {}
        pages = self.before.pages if self.before else {}
        return Receipt(inputs, pages, self.known | dict.fromkeys(self.changed, ""))


class Folders:
    """The folders below `root` that are known to be there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.there: set[str] = set()

    def place(self, path: str) -> str:
        """The absolute path, its folder made."""
        folder = path.rpartition("/")[0]
        if folder not in self.there:
            above = folder.rpartition("/")[0]
            if above in self.there:
                with suppress(FileExistsError):
                    os.mkdir(f"{self.root}/{folder}")  # noqa: PTH102  (a folder for each page)
            else:
                Path(f"{self.root}/{folder}").mkdir(parents=True, exist_ok=True)
            self.there.add(folder)
        return f"{self.root}/{path}"


def write_file(path: str, data: bytes) -> None:
    """A new file, without the buffer of a file object: most are written at once."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class Output:
    """Where sites go, and where they are made: inside, so that both are on one file system."""

    site: Path
    staging: Path
    project: Path

    def clear(self) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)

    def stage_site(
        self, organisation_id: str, files: "Iterable[RenderedFile]", before: Receipt | None, kept: Iterable[str] = ()
    ) -> Staged:
        """Writes all files that differ from what the site has; the site itself is as it was. `kept` are those of `before` that
        stay without being made again."""
        folder = self.staging / organisation_id
        shutil.rmtree(folder, ignore_errors=True)
        known = before.files if before else {}
        made: dict[str, str] = {path: known[path] for path in kept}
        changed: list[str] = []
        folders = Folders(folder)
        for file in files:
            found = file.source.digest if file.source else digest(file.data or b"")
            made[file.path] = found
            if known.get(file.path) != found or not (self.site / file.path).is_file():
                self.stage(folders.place(file.path), file)
                changed.append(file.path)
        return Staged(folder, made, tuple(changed), before)

    def stage(self, target: str, file: "RenderedFile") -> None:
        """Writes one file."""
        if file.source:
            shutil.copyfile(self.project / file.source.path, target)
        else:
            write_file(target, file.data or b"")

    def install(self, staged: Staged) -> dict[str, str]:
        """Puts the changed files in place, a new site in one move. Returns path -> digest of everything the site has."""
        whole = os.path.commonpath(staged.changed) if staged.changed else ""
        if whole and not staged.known and not os.path.lexists(self.site / whole):
            (staged.folder / whole).replace(Folders(self.site).place(whole))
        else:
            self.move(staged)
        shutil.rmtree(staged.folder, ignore_errors=True)
        self.delete(set(staged.known) - set(staged.made))
        return staged.made

    def move(self, staged: Staged) -> None:
        """File by file, so that no reader misses one."""
        folders = Folders(self.site)
        for path in staged.changed:
            (staged.folder / path).replace(folders.place(path))

    def delete(self, paths: Iterable[str]) -> None:
        """Files that are no longer part of a site, and folders they leave empty."""
        for path in sorted(paths):
            target = self.site / path
            target.unlink(missing_ok=True)
            for folder in target.parents:
                if folder == self.site or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()

    def share(self, files: Iterable[tuple[str, Path]], folder: str) -> None:
        """The theme's files, once for all sites, under the digest of the whole; older ones stay for the sites that use them."""
        target = self.site / folder
        if target.is_dir():
            return
        staged = self.staging / "assets"
        shutil.rmtree(staged, ignore_errors=True)
        for path, source in files:
            (staged / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, staged / path)
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)

    def link_shared(self, folder: str, site: str) -> None:
        """The same files once more below `site`, which stands alone under its own address; links, so they cost nothing."""
        target = self.site / site / folder
        if target.is_dir():
            return
        staged = self.staging / "linked"
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(self.site / folder, staged, copy_function=os.link)
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)

    def has_other_shared(self, folder: str) -> bool:
        """Whether files of another theme lie beside those in `folder`."""
        return any(f"assets/{path.name}/" != folder for path in (self.site / "assets").iterdir())

    def keep_shared(self, themes: set[str], sites: Iterable[str]) -> None:
        """Removes the theme's files that no site uses any more, at the root and below the `sites` that stand alone."""
        used = {shared_folder(theme).strip("/") for theme in themes}
        for site in ("", *sites):
            for folder in sorted((self.site / site / "assets").glob("*")):
                if f"assets/{folder.name}" not in used:
                    shutil.rmtree(folder)


def shared_folder(theme: str) -> str:
    """Where the theme's files lie, by its digest."""
    return f"assets/{theme[:12]}/"
