import pytest
import typer
from click import Command

from api.cli_outreach_options import read_outreach_options
from geo.errors import InvalidInput
from geo.messages import Language
from planner.outreach_teams import Skill, TeamRow
from tests.outreach_cities import TEAM

USUAL = {
    "plan": None,
    "from_coverage": True,
    "standard": "walk:15",
    "stay_minutes": 30,
    "standard_days": 2,
    "service": None,
    "kinds": "apartments,parks,firms",
    "union": None,
    "start": "2026-11-23",
    "days": 7,
    "most_stops": 300,
    "time_limit": 30,
} | dict.fromkeys(["must", "never", "promised", "needs"])


def read(**given):
    """Read options of the command, the usual ones unless said."""
    context = typer.Context(Command("outreach"))
    return read_outreach_options(context, USUAL | given, [TeamRow(2, TEAM)])


def test_needs_of_one_place_that_are_given_twice_are_needed_all():
    request = read(needs=["F=law", "G=law", "F=health,语言"])

    assert request.needs == {"F": [Skill.LAW, Skill.HEALTH, Skill.LANGUAGE], "G": [Skill.LAW]}


@pytest.mark.parametrize("start", ["2026-13-01", "soon", ""])
def test_a_first_day_that_is_none_is_refused_by_the_name_of_its_option(start):
    with pytest.raises(InvalidInput) as refused:
        read(start=start)

    assert refused.value.code == "option_no_day"
    assert refused.value.text(Language.CHINESE).startswith("--start 应是日期")
    assert f'"{start}" was given' in refused.value.text(Language.ENGLISH)


def test_a_place_is_not_promised_for_two_days():
    with pytest.raises(InvalidInput, match="F is promised for two days, 2026-11-24 and 2026-11-25"):
        read(promised=["F=2026-11-24", "F=2026-11-25"])


def test_a_promise_may_be_said_twice():
    assert list(read(promised=["F=2026-11-24", "F=2026-11-24"]).promised) == ["F"]
