"""What `publish.yml` says: where sites are published to, and whose signatures are trusted. Also a waiver's fields."""

import datetime as dt

from edu_site.model.record import record


@record
class TrustedKey:
    """A public key and whose it is. Old keys stay as long as a release signed with them can be returned to."""

    name: str
    key: str


@record
class FolderTarget:
    """A folder of this machine; the web server shows `<path>/current`."""

    name: str
    path: str
    keep: int = 5  # releases that can be returned to


@record
class ObjectStoreTarget:
    """An object store with the S3 interface: `url` is s3://bucket/prefix; who may write stands in the environment."""

    name: str
    url: str
    endpoint: str | None = None


@record
class SshTarget:
    """A folder of another machine, reached with rsync over ssh; its host key must be in `known_hosts`."""

    name: str
    host: str  # publisher@www.example.kz
    path: str
    port: int = 22
    known_hosts: str | None = None
    identity: str | None = None
    keep: int = 5


@record
class Targets:
    folder: tuple[FolderTarget, ...] = ()
    object_store: tuple[ObjectStoreTarget, ...] = ()
    ssh: tuple[SshTarget, ...] = ()

    @property
    def all(self) -> tuple[FolderTarget | ObjectStoreTarget | SshTarget, ...]:
        return (*self.folder, *self.object_store, *self.ssh)


@record
class PublishRecord:
    keys: tuple[TrustedKey, ...]
    targets: Targets
    signed_figures: bool = False  # whether certificates of figures must be signed by one of the keys


@record
class WaiverRecord:
    """Why a release may hold less than the one before it."""

    release: str
    reason: str
    who: str
    date: dt.date
