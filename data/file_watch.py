"""A watch that tells when a file was put there, replaced or removed."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

POLL_S = 0.3
STOP_TIMEOUT_S = 2.0

Stamp = tuple[int, int, int, int]

logger = logging.getLogger(__name__)


class FileWatch:
    """A background thread that calls `on_change` soon after a file changed.

    What is there when the watch is made counts as seen. A file that is still being written is left
    alone until it has stayed the same from one look to the next. An `on_change` that fails is
    logged, and called again at the next change.
    """

    def __init__(self, file: Path, on_change: Callable[[], None]) -> None:
        self._file = file
        self._on_change = on_change
        self._seen = _stamp_of(file)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="file-watch", daemon=True)

    @property
    def is_running(self) -> bool:
        """Whether changes are being watched for."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to watch; once only."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; one that is still inside `on_change` ends after it."""
        self._stopping.set()
        self._thread.join(STOP_TIMEOUT_S)

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
