"""Finished files on their way into the output folder: staged whole, then moved, then what is gone is deleted.

In: rendered files of one organisation. Out: the digest of each. A reader of the output folder never sees half a file, and an
organisation that fails while it is rendered has changed nothing.
"""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from edu_site.fleet.fingerprint import digest
from edu_site.fleet.receipts import Receipt
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


@dataclass(frozen=True, slots=True)
class Output:
    """Where sites go, and where they are made: inside, so that both are on one file system."""

    site: Path
    staging: Path
    project: Path

    def clear(self) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)

    def stage_site(
        self, organisation_id: str, files: Iterable[RenderedFile], before: Receipt | None, kept: Iterable[str] = ()
    ) -> Staged:
        """Writes all files that differ from what the site has; the site itself is as it was. `kept` are those of `before` that
        stay without being made again."""
        folder = self.staging / organisation_id
        shutil.rmtree(folder, ignore_errors=True)
        known = before.files if before else {}
        made: dict[str, str] = {path: known[path] for path in kept}
        changed: list[str] = []
        for file in files:
            made[file.path] = self.stage(folder, file, known, changed)
        return Staged(folder, made, tuple(changed), before)

    def install(self, staged: Staged) -> dict[str, str]:
        """Puts the changed files in place. Returns path -> digest of everything the site has."""
        for path in staged.changed:
            target = self.site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            (staged.folder / path).replace(target)
        shutil.rmtree(staged.folder, ignore_errors=True)
        self.delete(set(staged.known) - set(staged.made))
        return staged.made

    def stage(self, folder: Path, file: RenderedFile, known: dict[str, str], changed: list[str]) -> str:
        """Writes a file to the staging folder unless the site has it already."""
        found = file.source.digest if file.source else digest(file.data or b"")
        if known.get(file.path) == found and (self.site / file.path).is_file():
            return found
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.source:
            shutil.copyfile(self.project / file.source.path, target)
        else:
            target.write_bytes(file.data or b"")
        changed.append(file.path)
        return found

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
