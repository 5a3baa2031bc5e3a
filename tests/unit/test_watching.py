"""What the live preview is told of: files that are written, not files that are read."""

import threading
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler

from edu_site.render.engine.preview import observer

PATIENCE = 60.0  # seconds until the kernel is given up; nothing waits that long


def test_reading_what_is_watched_asks_for_no_rebuild(tmp_path: Path) -> None:
    read, written = tmp_path / "read.md", tmp_path / "written.md"
    read.write_text("1", encoding="utf-8")
    told: list[str] = []
    done = threading.Event()

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if not event.is_directory:
                told.append(str(event.src_path))
                done.set()

    watching = observer()
    watching.schedule(Handler(), str(tmp_path), recursive=True)
    watching.start()
    try:
        read.read_text(encoding="utf-8")
        written.write_text("2", encoding="utf-8")
        assert done.wait(PATIENCE)
    finally:
        watching.stop()
        watching.join()
    assert set(told) == {str(written)}  # in the order of the kernel: what was read would have come before
