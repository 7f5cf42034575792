"""Threads that go on in the background until they are stopped."""

import threading
from abc import ABC, abstractmethod


class BackgroundThread(ABC):
    """A thread that ends soon after `_stopping` is set, and at the latest with the program."""

    def __init__(self, name: str) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def stop(self, within_s: float = 2.0) -> None:
        """End it; what is still busy then ends after it."""
        self._stopping.set()
        self._thread.join(within_s)

    @abstractmethod
    def _run(self) -> None:
        """Go on until `_stopping` is set."""
