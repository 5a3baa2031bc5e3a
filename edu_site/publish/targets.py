"""The targets of `publish.yml` by name."""

from pathlib import Path

from edu_site.model.publishing import FolderTarget, Targets
from edu_site.publish.folder import Folder
from edu_site.publish.target import Target


def open_target(targets: Targets, name: str, project: Path) -> Target | None:
    """A target ready for use; a relative folder lies below the project. None when there is no such name."""
    for record in targets.all:
        if record.name == name and isinstance(record, FolderTarget):
            return Folder(record.name, project / record.path, record.keep)
    return None
