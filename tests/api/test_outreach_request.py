from datetime import date

import pytest

from api.outreach_request import MOST_TEAMS, OutreachRequest
from geo.errors import InvalidInput
from geo.places import PlaceKind
from geo.travel import Mode
from planner.outreach_teams import Skill
from tests.outreach_cities import MONDAY, TEAM, asked

TUESDAY = date(2026, 11, 24)


def test_a_request_comes_back_from_storage_as_it_was():
    request = asked(days=3, promised={"park:A": TUESDAY}, needs={"A": ["law"]}, union="yp")

    again = OutreachRequest.model_validate(request.model_dump(mode="json"))

    assert again == request
    assert again.needs == {"A": [Skill.LAW]}


def test_what_nobody_says_has_its_default():
    request = OutreachRequest.model_validate({"start": "2026-11-23", "teams": [TEAM]})

    assert (request.days, request.most_stops, request.time_limit) == (7, 300, 30)
    assert request.place_kinds == tuple(PlaceKind)
    assert (request.coverage.mode, request.coverage.minutes) == (Mode.WALK, 15)


def test_teams_are_rows_of_text_as_in_a_file():
    rows = asked(teams=[TEAM | {"size": 2}, TEAM]).team_rows

    assert [row.line for row in rows] == [2, 3]
    assert (rows[0].cell("size"), rows[1].cell("size"), rows[0].cell("lunch")) == ("2", "", "")


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"days": 0}, "for 0 days"),
        ({"start": "1999-12-31"}, 'but "1999-12-31" was sent'),
        ({"teams": []}, "but 0 were sent"),
        ({"teams": [TEAM] * (MOST_TEAMS + 1)}, "but 51 were sent"),
        ({"most_stops": 0}, 'but "0" was sent'),
        ({"time_limit": 0}, 'but "0'),
        ({"time_limit": "nan"}, 'but "nan" was sent'),
        ({"promised": {"A": "2026-11-25"}}, "not among the days planned"),
        ({"standard": {"minutes": -1}}, 'but "-1'),
        ({"plan": "p-1", "standard": {"minutes": 20}}, "leave the standard out"),
    ],
)
def test_what_cannot_be_is_refused_with_its_value(others, told):
    with pytest.raises(InvalidInput, match=told):
        asked(**others)


@pytest.mark.parametrize("before", ["A", "park:A"])
@pytest.mark.parametrize("now", ["A", "park:A"])
def test_a_new_promise_replaces_the_old_one_however_the_place_was_called(before, now):
    request = asked(days=3, promised={before: MONDAY}, never=["firm:A", before])

    moved = request.moved(now, TUESDAY, replaces="v-1", today=MONDAY)

    assert moved.promised == {now: TUESDAY}
    assert before not in moved.never


def test_a_place_of_another_kind_with_the_same_code_keeps_its_promise():
    request = asked(days=3, promised={"firm:A": MONDAY})

    moved = request.moved("park:A", TUESDAY, replaces="v-1", today=MONDAY)

    assert moved.promised == {"firm:A": MONDAY, "park:A": TUESDAY}
