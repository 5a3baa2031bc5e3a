"""A git repository read by its plumbing: trees, differences and blobs, never a checkout.

In: a folder in a repository and names of revisions. Out: what is in a tree, what differs between two, the bytes of files. A
checkout would follow the tree's own attributes, filters and links; objects are only data.
"""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LINK, REPOSITORY, PROGRAM = "120000", "160000", "100755"
HEX = frozenset("0123456789abcdef")


class NotARevision(ValueError):
    """There is no repository here, or no such revision in it; the text says which."""


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a tree. `size` is -1 for what has none (another repository)."""

    path: str  # bytes that are not UTF-8 as lone surrogates
    mode: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a commit, as the commit says."""

    commit: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository `folder` lies in; paths are relative to `folder`."""

    folder: Path

    def run(self, *arguments: str, data: bytes | None = None) -> bytes:
        """Raises NotARevision when git refuses."""
        command = ["git", "--no-replace-objects", "--literal-pathspecs", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, input=data, capture_output=True, check=False)  # noqa: S603
        if done.returncode:
            raise NotARevision(arguments[0])
        return done.stdout

    def commit(self, revision: str) -> str:
        """The id of a commit. Raises NotARevision."""
        try:
            return self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
        except NotARevision:
            raise NotARevision(revision) from None

    def merge_base(self, one: str, other: str) -> str:
        """Where two lines of work parted. Raises NotARevision when they have nothing in common."""
        return self.run("merge-base", one, other).decode().strip()

    def files(self, commit: str, *paths: str) -> Iterator[TreeFile]:
        """Every file of a commit's tree below the folder, or below `paths` in it."""
        for row in self.run("ls-tree", "-r", "-l", "-z", commit, "--", *paths).split(b"\0")[:-1]:
            head, path = row.split(b"\t", 1)
            mode, _kind, blob, size = head.decode().split()
            yield TreeFile(path.decode("utf-8", "surrogateescape"), mode, blob, int(size) if size.isdigit() else -1)

    def changed(self, base: str, head: str) -> tuple[str, ...]:
        """Paths that were added, changed or deleted, anywhere in the repository."""
        listed = self.run("diff-tree", "-r", "-z", "--no-renames", "--name-only", "--relative", base, head)
        inside = {path.decode("utf-8", "surrogateescape") for path in listed.split(b"\0")[:-1]}
        everywhere = self.run("diff-tree", "-r", "-z", "--no-renames", "--name-only", base, head).split(b"\0")[:-1]
        outside = len(everywhere) > len(inside)
        prefix = self.run("rev-parse", "--show-prefix").decode().strip() if outside else ""
        rest = {path.decode("utf-8", "surrogateescape") for path in everywhere if not path.startswith(prefix.encode())}
        return tuple(sorted(inside | {f"../{path}" for path in rest}))

    def authors(self, base: str, head: str) -> tuple[Author, ...]:
        """Who wrote the commits between two."""
        rows = self.run("log", "-z", "--format=%H%x01%ae%x01%an", f"{base}..{head}").decode("utf-8", "replace")
        return tuple(Author(*row.split("\1", 2)) for row in rows.split("\0") if row)

    def blobs(self, ids: Iterable[str]) -> Iterator[bytes]:
        """The bytes of files, in order, from one process."""
        command = ["git", "--no-replace-objects", "-C", str(self.folder), "cat-file", "--batch"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
            if process.stdin is None or process.stdout is None:
                raise OSError("no pipe to git")
            for blob in ids:
                process.stdin.write(f"{blob}\n".encode())
                process.stdin.flush()
                _id, _kind, size = process.stdout.readline().split()
                data = process.stdout.read(int(size))
                process.stdout.read(1)
                yield data
            process.stdin.close()
