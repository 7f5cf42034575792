from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from data.outreach_plans import (
    Published,
    find_successor,
    list_published,
    list_replaced,
    publish,
    publish_in_place,
    published_at,
    team_key,
    team_of_key,
    withdraw,
)
from data.plans import OUTREACH, ask_cancel, delete_plan
from data.revision import read_revision
from geo.errors import Conflict, NotFound
from tests.stored_plans import MONDAY, finished, outreach_result, queued

LATER = MONDAY + timedelta(hours=1)


def done(session, *team_codes, start="2026-11-23", days=2, **asked):
    """Store an outreach plan of these teams, Monday and Tuesday if nothing else is said."""
    content = outreach_result(*(team_codes or ["T1"]), start=start, days=days)
    return finished(session, content, kind=OUTREACH, **asked)


def published(session, *team_codes, **others):
    code = done(session, *team_codes, **others)
    publish(session, code, at=MONDAY)
    return code


def codes(plans):
    return [plan.code for plan in plans]


def test_what_is_published_is_seen_with_its_days_and_teams(session):
    code = published(session, "T1", "二组")

    assert list_published(session) == [
        Published(code, date(2026, 11, 23), 2, ("T1", "二组"), MONDAY)
    ]
    assert published_at(session, code) == MONDAY


def test_what_is_done_but_not_published_is_not_seen(session):
    code = done(session)

    assert list_published(session) == []
    assert published_at(session, code) is None


def test_the_latest_published_comes_first(session):
    first, second = published(session, "T1"), done(session, "T2")
    publish(session, second, at=LATER)

    assert codes(list_published(session)) == [second, first]


def test_a_plan_that_is_not_done_cannot_be_published(session):
    code = queued(session, kind=OUTREACH)

    with pytest.raises(Conflict, match=rf"{code} has no result \(queued\)"):
        publish(session, code, at=MONDAY)


def test_an_unknown_plan_can_neither_be_published_nor_withdrawn(session):
    with pytest.raises(NotFound, match="v-nobody"):
        publish(session, "v-nobody", at=MONDAY)
    with pytest.raises(NotFound, match="v-nobody"):
        withdraw(session, "v-nobody")


def test_a_team_has_one_published_plan_for_a_day(session):
    first, second = published(session, "T1", "T2"), done(session, "T2", "T3", start="2026-11-24")

    with pytest.raises(Conflict) as caught:
        publish(session, second, at=LATER)

    assert caught.value.code == "outreach_team_is_busy"
    assert caught.value.values == {
        "value": second,
        "other": first,
        "team": "T2",
        "day": date(2026, 11, 24),
    }
    assert published_at(session, second) is None


@pytest.mark.parametrize(
    ("teams", "start"), [(["T2"], "2026-11-23"), (["T1"], "2026-11-25"), (["T1"], "2026-11-21")]
)
def test_other_teams_and_other_days_are_published_beside(session, teams, start):
    published(session, "T1")

    publish(session, done(session, *teams, start=start), at=LATER)

    assert len(list_published(session)) == 2


def test_publishing_again_changes_nothing(session):
    code = published(session)

    publish(session, code, at=LATER)

    assert published_at(session, code) == MONDAY


def test_what_is_withdrawn_is_not_seen_and_makes_room(session):
    first, second = published(session), done(session)

    withdraw(session, first)
    publish(session, second, at=LATER)

    assert codes(list_published(session)) == [second]


def test_planners_who_publish_at_the_same_time_never_give_a_team_two_plans(database):
    with database.transaction() as session:
        plans = [done(session) for _ in range(4)]

    with ThreadPoolExecutor(4) as planners:
        answers = list(planners.map(is_published, [database] * 4, plans))

    assert sorted(answers) == [False, False, False, True]


def test_a_published_plan_is_deleted_only_after_it_is_withdrawn(session):
    code = published(session)

    with pytest.raises(Conflict, match=f"{code} is published .* withdraw it"):
        delete_plan(session, code, kind=OUTREACH)
    withdraw(session, code)
    delete_plan(session, code, kind=OUTREACH)

    assert list_published(session) == []


def test_of_plans_that_go_on_from_each_other_the_newest_is_deleted_first(session):
    first = done(session)
    second = done(session, request={"replaces": first})

    with pytest.raises(Conflict) as caught:
        delete_plan(session, first, kind=OUTREACH)
    delete_plan(session, second, kind=OUTREACH)
    delete_plan(session, first, kind=OUTREACH)

    assert caught.value.code == "outreach_plan_gone_on_from"
    assert caught.value.values == {"value": first, "other": second}


def test_a_plan_is_replaced_by_what_is_done_and_succeeded_by_what_is_under_way(session):
    first, other = done(session), done(session)
    second = done(session, request={"replaces": first})
    third = queued(session, kind=OUTREACH, request={"replaces": second})

    assert list_replaced(session, [first, second, other]) == {first}
    assert list_replaced(session, [other]) == frozenset()
    assert find_successor(session, first) == second
    assert find_successor(session, second) == third
    assert find_successor(session, other) is None


def test_what_was_given_up_succeeds_nothing(session):
    first = done(session)
    second = queued(session, kind=OUTREACH, request={"replaces": first})

    ask_cancel(session, second, at=LATER, kind=OUTREACH)

    assert find_successor(session, first) is None


def test_a_plan_takes_the_place_of_a_published_one_that_it_replaces(session):
    before = published(session)
    code = done(session, request={"replaces": before})

    publish_in_place(session, code, at=LATER)

    assert codes(list_published(session)) == [code]
    assert published_at(session, code) == LATER


def test_a_plan_that_replaces_an_unpublished_one_is_not_published(session):
    before = done(session)
    code = done(session, request={"replaces": before})

    publish_in_place(session, code, at=LATER)

    assert list_published(session) == []


def test_a_plan_that_replaces_none_leaves_others_published(session):
    other = published(session)

    publish_in_place(session, done(session), at=LATER)

    assert codes(list_published(session)) == [other]


def test_publishing_does_not_raise_the_revision_of_the_data(database):
    with database.transaction() as session:
        code = done(session)
    with database.transaction() as session:
        publish(session, code, at=MONDAY)

    with database.reading() as session:
        assert read_revision(session) == 0


def test_a_team_keeps_its_key_from_plan_to_plan(session):
    key = team_key(session, "T1", at=MONDAY)

    assert team_key(session, "T1", at=LATER) == key
    assert team_of_key(session, key) == "T1"
    assert len(key) == 22


def test_teams_have_keys_of_their_own(session):
    first, second = team_key(session, "T1", at=MONDAY), team_key(session, "二组", at=MONDAY)

    assert first != second
    assert team_of_key(session, second) == "二组"


def test_a_key_made_anew_ends_the_one_before(session):
    before = team_key(session, "T1", at=MONDAY)

    key = team_key(session, "T1", at=LATER, anew=True)

    assert team_of_key(session, before) is None
    assert team_of_key(session, key) == "T1"
    assert team_key(session, "T1", at=LATER) == key


def test_a_key_that_nobody_has_opens_nothing(session):
    team_key(session, "T1", at=MONDAY)

    assert team_of_key(session, "") is None
    assert team_of_key(session, "T1") is None


def test_pages_that_ask_for_the_same_key_at_the_same_time_get_the_same(database):
    with ThreadPoolExecutor(4) as pages:
        keys = set(pages.map(key_of_a_team, [database] * 4))

    assert len(keys) == 1


def key_of_a_team(database):
    with database.transaction() as session:
        return team_key(session, "T1", at=MONDAY)


def is_published(database, code):
    try:
        with database.transaction() as session:
            publish(session, code, at=MONDAY)
    except Conflict:
        return False
    return True
