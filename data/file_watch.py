"""A watch that tells when a file was put there, replaced or removed."""

import logging
from collections.abc import Callable
from pathlib import Path

from data.background import BackgroundThread

POLL_S = 0.3

Stamp = tuple[int, int, int, int]

logger = logging.getLogger(__name__)


class FileWatch(BackgroundThread):
    """A background thread that calls `on_change` soon after a file changed.

    What is there when the watch is made counts as seen. A file that is still being written is left
    alone until it has stayed the same from one look to the next. An `on_change` that fails is
    logged, and called again at the next change.
    """

    def __init__(self, file: Path, on_change: Callable[[], None]) -> None:
        super().__init__("file-watch")
        self._file = file
        self._on_change = on_change
        self._seen = _stamp_of(file)

    def _run(self) -> None:
        before = self._seen
        while not self._stopping.wait(POLL_S):
            stamp = _stamp_of(self._file)
            if stamp == before and stamp != self._seen:
                self._seen = stamp
                self._tell()
            before = stamp

    def _tell(self) -> None:
        """Pass the change on; what cannot be used must not end the watch."""
        try:
            self._on_change()
        except Exception:
            logger.exception("the change of %s cannot be used", self._file)


def _stamp_of(file: Path) -> Stamp | None:
    """Tell one state of a file from the next; None where it is not to be seen.

    The moment of the last change of the inode notices copies that keep the date of the original,
    and a file that may be read at last.
    """
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
