import pytest

from geo.travel import Estimate, Mode, Speeds
from planner.outreach_reach import find_obstacles
from planner.outreach_types import UnservedReason
from tests.outreach_towns import ALL_DAY, stop, team, window

LAW = frozenset({"law"})
ESTIMATES = {mode: Estimate(Speeds().metres_per_second(mode), detour=1) for mode in Mode}
DEGREE_MIN = 111_320 / 400
"""Minutes by car along one degree of the equator, where the towns of these tests lie."""


def at(minutes, *windows, **others):
    return stop(minutes / DEGREE_MIN, *windows, **others)


def obstacle(one, *teams):
    return find_obstacles([one], teams or [team(0)], ESTIMATES)[0]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (at(30, "10:00-11:00"), None),
        (at(30, ALL_DAY), None),
        (at(200, ALL_DAY), None),
        (at(220, ALL_DAY), UnservedReason.TOO_FAR),
        (at(70, "9:00-11:00"), UnservedReason.TOO_FAR),
        (at(30, "18:00-20:00"), UnservedReason.NO_WINDOW),
        (at(30, "16:30-18:00"), UnservedReason.NO_WINDOW),
        (at(30, ALL_DAY, skills=LAW), UnservedReason.NO_SKILL),
        (at(30), UnservedReason.NO_WINDOW),
    ],
)
def test_what_keeps_every_team_away_is_told(one, reason):
    assert obstacle(one) is reason


def test_a_break_that_lies_on_the_only_window_keeps_a_team_away():
    noon = at(0, "12:00-13:00")

    assert obstacle(noon, team(0, lunch="12:00-13:00")) is UnservedReason.NO_WINDOW
    assert obstacle(noon, team(0, lunch="11:00-13:00", lunch_min=60)) is None


def test_one_team_that_can_is_enough():
    far = at(220, ALL_DAY, skills=LAW)

    assert obstacle(far, team(0), team(100 / DEGREE_MIN, skills=LAW)) is None


def test_a_promise_is_for_its_day_alone():
    both = (window(ALL_DAY), window(ALL_DAY, day=1))
    promised = at(30, *both, promised_day=1)

    assert obstacle(promised, team(0, ALL_DAY, None)) is UnservedReason.NO_WINDOW
    assert obstacle(promised, team(0, None, ALL_DAY)) is None
