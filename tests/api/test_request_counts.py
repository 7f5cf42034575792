import pytest

from api.request_counts import RequestCounts, counted_as

MANY = 100_000


class Clock:
    def __init__(self):
        self.now_s = 0.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


def test_a_count_goes_on_within_its_time_and_begins_anew_after_it(clock):
    counts = RequestCounts(clock)

    first = [counts.incr("a", 60), counts.incr("a", 60)]
    clock.now_s = 59.9
    within = counts.incr("a", 60)
    clock.now_s = 60
    after = counts.incr("a", 60)

    assert (first, within, after) == ([1, 2], 3, 1)


def test_a_count_that_is_over_is_nothing(clock):
    counts = RequestCounts(clock)
    counts.incr("a", 60)

    clock.now_s = 61

    assert counts.get("a") == 0
    assert counts.get("never seen") == 0


def test_a_hundred_thousand_addresses_are_let_go_by_those_who_come_later(clock):
    counts = RequestCounts(clock)
    for number in range(MANY):
        counts.incr(f"early {number}", 60)
    clock.now_s = 61

    for number in range(MANY // 2):
        counts.incr(f"late {number}", 60)

    assert len(counts) == MANY // 2


def test_no_more_addresses_are_kept_than_there_is_room_for(clock):
    counts = RequestCounts(clock, most_kept=100)

    for number in range(1_000):
        counts.incr(str(number), 60)

    assert len(counts) == 100
    assert counts.get("0") == 0
    assert counts.get("999") == 1


def test_one_who_comes_again_is_not_let_go_with_the_time_before(clock):
    counts = RequestCounts(clock)
    counts.incr("a", 60)
    clock.now_s = 60
    counts.incr("a", 60)
    clock.now_s = 61

    counts.incr("b", 60)

    assert counts.get("a") == 1


def test_all_counts_are_forgotten_at_once(clock):
    counts = RequestCounts(clock)
    counts.incr("a", 60)

    assert counts.check()
    assert counts.reset() == 1
    assert len(counts) == 0


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::7", "20010db800010002"),
        ("2001:db8:1:2:ffff::8", "20010db800010002"),
        ("2001:db8:1:3::7", "20010db800010003"),
        ("fe80::1%eth0", "fe80000000000000"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("not: an address", "not: an address"),
    ],
)
def test_an_address_of_ipv6_counts_as_the_network_of_its_household(host, counted):
    assert counted_as(host) == counted
