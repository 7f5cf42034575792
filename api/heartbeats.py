"""Which computations show no sign of life, whatever the clocks of their servers say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Heartbeats = Mapping[str, datetime | None]
"""When each was last heard of, by its code and its own server's clock."""


@dataclass(slots=True)
class HeartbeatWatch:
    """Notes since when each sign of life has been the latest one, seconds of a steady clock.

    Clocks jump, and those of two servers differ; so what a sign says is never compared with now.
    """

    silent_after_s: float
    _since: dict[tuple[str, datetime | None], float] = field(default_factory=dict)

    def find_silent(self, heard: Heartbeats, at_s: float) -> Heartbeats:
        """Return those whose latest sign of life has been the same for too long."""
        self._since = {beat: self._since.get(beat, at_s) for beat in heard.items()}
        return {
            code: moment
            for (code, moment), since_s in self._since.items()
            if at_s - since_s >= self.silent_after_s
        }
