"""A small web server with live reload: MkDocs' own, over a folder of finished pages.

In: a folder, what to watch, what to do after a change. Out: a server that runs until it is interrupted.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

QUIET_SECONDS = 0.05  # without further changes, before a rebuild begins


def serve_folder(folder: Path, mount: str, watched: Iterable[Path], rebuild: Callable[[], None], host: str, port: int) -> None:
    """Serves `folder` below `mount` and rebuilds on changes. Raises OSError when the port is taken."""
    server = LiveReloadServer(
        builder=rebuild, host=host, port=port, root=str(folder), mount_path=mount, build_delay=QUIET_SECONDS
    )
    for path in watched:
        server.watch(str(path))
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()
