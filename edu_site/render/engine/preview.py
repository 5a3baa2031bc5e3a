"""A small web server with live reload: MkDocs' own, over a folder of finished pages.

In: a folder, what to watch, what to do after a change. Out: a server that runs until it is interrupted.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, cast

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent
from watchdog.observers import Observer

WRITING = [FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent]
QUIET_SECONDS = 0.05  # without further changes, before a rebuild begins


def serve_folder(folder: Path, watched: Iterable[Path], rebuild: Callable[[], None], host: str, port: int) -> None:
    """Serves `folder` and rebuilds on changes. Raises OSError when the port is taken."""
    server = LiveReloadServer(builder=rebuild, host=host, port=port, root=str(folder))
    server.build_delay = QUIET_SECONDS
    server.observer = observer()
    for path in watched:
        server.watch(str(path))
    serve: Callable[[], None] = server.serve
    try:
        serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()


def observer() -> Any:
    """Tells of files that are written, by the kernel, instead of looking at every file twice a second. Not of files that are read:
    a rebuild reads what is watched, and would ask for the next rebuild for ever."""
    found = cast(Any, Observer())
    found.schedule = partial(found.schedule, event_filter=WRITING)
    return found
