"""Which computations have lost their server, whatever the clocks of the servers say."""

from collections.abc import Callable, Mapping
from datetime import datetime

Heartbeats = Mapping[str, datetime | None]
"""When each was last heard of, by its code and its own server's clock."""
CONFIRMED_AFTER_S = 2.0
QUICK_S = 1.0


class HeartbeatWatch:
    """Tells whose latest sign of life has been the same for too long by a steady clock.

    Clocks jump, and those of two servers differ; so what a sign says is never compared with now.
    While others keep everybody from writing, as a long import does on SQLite, no server can give a
    sign; so silence counts only if one may write at once, now and again a little later.
    """

    def __init__(self, silent_after_s: float, clock: Callable[[], float]) -> None:
        self._silent_after_s = silent_after_s
        self._clock = clock
        self._since: dict[tuple[str, datetime | None], float] = {}
        self._suspected_s: float | None = None

    def find_gone(self, heard: Heartbeats, wait_for_writers: Callable[[], None]) -> Heartbeats:
        """Return those that are gone; `wait_for_writers` returns once nobody else writes."""
        asked_s, suspected_s = self._clock(), self._suspected_s
        self._suspected_s = None
        silent = self._find_silent(heard, asked_s)
        if not silent:
            return {}
        wait_for_writers()
        if self._clock() - asked_s > QUICK_S:
            self._since.clear()
            return {}
        self._suspected_s = asked_s if suspected_s is None else suspected_s
        return silent if asked_s - self._suspected_s >= CONFIRMED_AFTER_S else {}

    def _find_silent(self, heard: Heartbeats, at_s: float) -> Heartbeats:
        self._since = {beat: self._since.get(beat, at_s) for beat in heard.items()}
        return {
            code: moment
            for (code, moment), since_s in self._since.items()
            if at_s - since_s >= self._silent_after_s
        }
