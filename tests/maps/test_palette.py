from itertools import combinations

import numpy as np
import pytest

from geo.places import Tier
from maps.palette import (
    COVERED,
    INK,
    NOT_COVERED,
    NOT_SERVED_NOW,
    SERVED_NOW,
    SHARES,
    desk_style,
    team_dashes,
    team_style,
)

STATUSES = [COVERED, *NOT_COVERED.values()]
PAIRS = list(combinations([style.fill for style in STATUSES], 2))
FULL_SIGHT = np.eye(3)
PROTANOPIA = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])
DEUTERANOPIA = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
"""What people see who lack red or green cones: Machado, Oliveira & Fernandes 2009."""
TO_XYZ = np.array([[0.412, 0.358, 0.180], [0.213, 0.715, 0.072], [0.019, 0.119, 0.950]])
PAPER = "#F7F5F1"
"""What maps without tiles lie on, see `maps/styles/canvas.css`."""
WHITE = TO_XYZ.sum(axis=1)


def linear(colour):
    shares = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    lightness = sorted(float(TO_XYZ[1] @ linear(colour)) + 0.05 for colour in (one, other))
    return lightness[1] / lightness[0]


def lab(colour, sight):
    x, y, z = np.cbrt(TO_XYZ @ np.clip(sight @ linear(colour), 1e-6, 1) / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", [FULL_SIGHT, PROTANOPIA, DEUTERANOPIA])
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_statuses_are_told_apart_by_colour_with_every_sight(one, other, sight):
    assert np.linalg.norm(lab(one, sight) - lab(other, sight)) > 15


def test_statuses_and_desks_are_told_apart_by_shape():
    shapes = [style.shape for style in STATUSES]
    shapes += [desk_style(tier, is_open=True).shape for tier in Tier]

    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("style", STATUSES)
@pytest.mark.parametrize("below", ["#FFFFFF", PAPER, *SHARES])
def test_outlines_stand_out_from_all_that_lies_below(style, below):
    assert contrast(style.stroke, below) >= 3
    assert contrast(style.stroke, style.fill) >= 2


def test_those_who_can_be_served_are_darker_and_drawn_above():
    assert contrast(SERVED_NOW.fill, NOT_SERVED_NOW.fill) >= 3
    assert SERVED_NOW.rank > NOT_SERVED_NOW.rank


def test_a_closed_desk_is_hollow_in_the_same_shape():
    opened, closed = (desk_style(Tier.STATION, is_open=is_open) for is_open in (True, False))

    assert opened.shape == closed.shape
    assert contrast(opened.fill, closed.fill) >= 7


def test_larger_shares_are_darker():
    lightness = [float(TO_XYZ[1] @ linear(colour)) for colour in SHARES]

    assert lightness == sorted(lightness, reverse=True)
    assert min(contrast(INK, colour) for colour in SHARES) >= 4.5


TEAMS = [team_style(number) for number in range(50)]
TEAM_PAIRS = list(combinations([team.fill for team in TEAMS[:7]], 2))


@pytest.mark.parametrize("sight", [FULL_SIGHT, PROTANOPIA, DEUTERANOPIA])
@pytest.mark.parametrize(("one", "other"), TEAM_PAIRS)
def test_teams_are_told_apart_by_colour_with_every_sight(one, other, sight):
    assert np.linalg.norm(lab(one, sight) - lab(other, sight)) > 12


def test_teams_are_told_apart_without_colours_and_no_two_of_fifty_are_alike():
    looks = [(team.shape, team_dashes(number)) for number, team in enumerate(TEAMS)]

    assert len(set(looks[:12])) == 12
    assert len({(team.fill, *look) for team, look in zip(TEAMS, looks, strict=True)}) == 50


@pytest.mark.parametrize("team", TEAMS[:7])
def test_the_numbers_of_stops_can_be_read(team):
    assert contrast(team.ink, team.fill) >= 4.5
