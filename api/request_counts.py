"""How many requests came from whom within the last minute: in memory only, and soon forgotten."""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable

from limits.storage import Storage

MOST_KEPT = 100_000
"""At about 300 bytes each this is 30 MB; beyond it the oldest are forgotten before their time."""
_LET_GO_AT_ONCE = 2
_NETWORK_BITS = 64


class RequestCounts(Storage):
    """A storage of `limits` on a clock that is given; one for each length of time.

    That of the library itself walks all its keys in a thread of its own, a hundred times a second
    while requests come, which holds up every answer once there are many addresses. Here all times
    are equally long, so that the first to begin are the first to end: each request lets go of two.
    """

    STORAGE_SCHEME = None

    def __init__(self, clock: Callable[[], float], *, most_kept: int = MOST_KEPT) -> None:
        super().__init__()
        self._clock = clock
        self._most_kept = most_kept
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._ends: dict[str, float] = {}

    def __len__(self) -> int:
        """Count what is kept."""
        return len(self._counts)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing fails here."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count on, or from nothing again where the time is over."""
        now = self._clock()
        if self._ends.get(key, now) <= now:
            self.clear(key)
            self._ends[key] = now + expiry
            self._let_go(now)
        self._counts[key] = count = self._counts.get(key, 0) + amount
        return count

    def get(self, key: str) -> int:
        """Return the count."""
        return self._counts.get(key, 0) if self._ends.get(key, 0) > self._clock() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the count begins from nothing again, by the same clock."""
        return self._ends.get(key, self._clock())

    def check(self) -> bool:
        """Say that memory is there."""
        return True

    def reset(self) -> int:
        """Forget all."""
        forgotten = len(self)
        self._counts.clear()
        self._ends.clear()
        return forgotten

    def clear(self, key: str) -> None:
        """Forget one."""
        self._counts.pop(key, None)
        self._ends.pop(key, None)

    def _let_go(self, now: float) -> None:
        for _ in range(_LET_GO_AT_ONCE):
            oldest = next(iter(self._counts), None)
            if oldest is not None and (self._ends[oldest] <= now or len(self) >= self._most_kept):
                self.clear(oldest)


def counted_as(host: str) -> str | None:
    """Return as what an address is counted: one of IPv6 as the network of a household.

    A household has 2^64 addresses there. This very machine is not counted.
    """
    if ":" not in host:
        return None if host.startswith("127.") else host
    try:
        address = ipaddress.IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    if address.ipv4_mapped:
        return counted_as(str(address.ipv4_mapped))
    return None if address.is_loopback else f"{int(address) >> _NETWORK_BITS:x}"
