"""Finished files on their way into the output folder: staged whole, then moved, then what is gone is deleted.

In: rendered files of one organisation. Out: the digest of each. A reader of the output folder never sees half a file, and an
organisation that fails while it is rendered has changed nothing.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from edu_site.fleet.fingerprint import digest
from edu_site.fleet.receipts import Receipt
from edu_site.render.site import RenderedFile


@dataclass(frozen=True, slots=True)
class Output:
    """Where sites go, and where they are made; both on one file system."""

    site: Path
    staging: Path
    project: Path

    def install(self, organisation_id: str, files: Iterable[RenderedFile], before: Receipt | None) -> dict[str, str]:
        """Stages all files, then puts the changed ones in place. Returns path -> digest of everything the site has."""
        folder = self.staging / organisation_id
        shutil.rmtree(folder, ignore_errors=True)
        known = before.files if before else {}
        made: dict[str, str] = {}
        changed: list[str] = []
        for file in files:
            made[file.path] = self.stage(folder, file, known, changed)
        for path in changed:
            target = self.site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            (folder / path).replace(target)
        shutil.rmtree(folder, ignore_errors=True)
        self.delete(set(known) - set(made))
        return made

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
        """The theme's files, once for all sites, under the digest of the whole."""
        target = self.site / folder
        if target.is_dir():
            return
        staged = self.staging / "assets"
        shutil.rmtree(staged, ignore_errors=True)
        for path, source in files:
            (staged / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, staged / path)
        target.parent.mkdir(parents=True, exist_ok=True)
        for old in list_folders(target.parent):
            shutil.rmtree(old)
        staged.replace(target)


def list_folders(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.iterdir()) if path.is_dir())
