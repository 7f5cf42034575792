from datetime import UTC, datetime, timedelta

import pytest

from api.heartbeats import CONFIRMED_AFTER_S, HeartbeatWatch

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEARD = {"p-1": NOON}
SILENT_S = 15.0


class Clock:
    """A steady clock that a test moves on."""

    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s

    def wait(self, seconds):
        self.now_s += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def look(clock):
    """Look after some seconds who is gone; writing may take some more."""
    watch = HeartbeatWatch(SILENT_S, clock)

    def looked(after_s, heard=HEARD, busy_s=0.0):
        clock.wait(after_s)
        return watch.find_gone(heard, lambda: clock.wait(busy_s))

    return looked


def test_who_is_silent_for_long_is_gone_once_that_is_confirmed(look):
    seen = [look(0), look(SILENT_S), look(CONFIRMED_AFTER_S)]

    assert seen == [{}, {}, HEARD]


def test_a_new_sign_of_life_counts_whatever_it_says(look):
    look(0)
    look(SILENT_S)

    assert look(CONFIRMED_AFTER_S, {"p-1": NOON - timedelta(hours=1)}) == {}


def test_silence_while_nobody_could_write_means_nothing(look):
    look(0)
    look(SILENT_S, busy_s=20)

    assert look(CONFIRMED_AFTER_S) == {}
    assert look(SILENT_S / 2) == {}


def test_a_confirmation_that_had_to_wait_confirms_nothing(look):
    look(0)
    look(SILENT_S)

    assert look(CONFIRMED_AFTER_S, busy_s=20) == {}
    assert look(1) == {}


def test_an_attempt_that_failed_confirms_nothing(clock):
    watch = HeartbeatWatch(SILENT_S, clock)
    watch.find_gone(HEARD, lambda: None)
    clock.wait(SILENT_S)
    watch.find_gone(HEARD, lambda: None)
    clock.wait(CONFIRMED_AFTER_S)
    with pytest.raises(ZeroDivisionError):
        watch.find_gone(HEARD, lambda: 1 / 0)

    assert watch.find_gone(HEARD, lambda: None) == {}
