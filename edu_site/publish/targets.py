"""The targets of `publish.yml` by name."""

from pathlib import Path

from edu_site.model.publishing import FolderTarget, ObjectStoreTarget, Targets
from edu_site.publish.folder import Folder
from edu_site.publish.ssh import Ssh, ssh_options
from edu_site.publish.target import Target


def open_target(targets: Targets, name: str, project: Path) -> Target | None:
    """A target ready for use; relative paths lie below the project. None when there is no such name. Raises Refusal."""
    record = next((one for one in targets.all if one.name == name), None)
    if record is None:
        return None
    if isinstance(record, FolderTarget):
        return Folder(record.name, project / record.path, record.keep)
    if isinstance(record, ObjectStoreTarget):
        from edu_site.publish.object_store import open_store  # the libraries behind it are an extra

        return open_store(record.name, record.url, record.endpoint)
    known, identity = (str(project / path) if path else None for path in (record.known_hosts, record.identity))
    return Ssh(record.name, record.host, record.path, record.keep, ssh_options(record.host, record.port, known, identity))
