import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from api.pages.planner.plans_form import form_of_request
from api.pages.planner.plans_reading import read_plan
from api.plan_request import PlanRequest
from api.use_cases.plan_requests import MOST_QUEUED
from data.plans import list_plans
from geo.messages import Language
from planner.options import EXTENSIONS, NEW_SITE_OPTIONS
from tests.api.planner_words import ticked, value, words, wrong
from tests.stored_plans import finished, queued

NEW = "/planner/plans/new"
UNIONS = {"yp": ["yp"], "sh": ["sh"], "杨浦区总工会": ["yp"], "总工会": ["yp", "sh"]}


@pytest.fixture
def client(idle):
    """The pages of a server that takes no plans itself."""
    with idle(follow_redirects=False) as client:
        yield client


@pytest.fixture
def newest(sqlite):
    """The plan that was asked for last, or None."""

    def find():
        with sqlite.reading() as session:
            return next(iter(list_plans(session, limit=1)), None)

    return find


def test_it_begins_with_what_is_usual(client):
    page = client.get(NEW)

    assert (value(page, "budget"), value(page, "floor"), value(page, "gap")) == (
        "1000000",
        "0",
        "0.5",
    )
    assert "周一至周五 09:00-17:00\n周一至周五 09:00-20:00" in value(page, "new_site_options")
    assert 'placeholder="200,000"' in page.text
    assert date.fromisoformat(value(page, "begin")).day == 1


def test_the_standard_of_the_coverage_page_is_carried_over(client):
    page = client.get(f"{NEW}?mode=ebike&minutes=20&service=legal_aid&demand=parks")

    assert value(page, "minutes") == "20"
    assert '<option value="ebike" selected>' in page.text
    assert ticked(page) == [("demand", "parks"), ("service", "legal_aid")]


def test_a_plan_is_queued_as_the_form_says(client, newest):
    asked = {
        "budget": "150万",
        "minutes": "２０",
        "service": ["legal_aid", "membership"],
        "demand": "apartments",
        "max_new_sites": "3",
        "floor": "20%",
        "floors": "杨浦区总工会 = 60\nsh：30%",
        "setup_cost": "300,000",
        "new_site_options": "周一至周五 9:00-20:00；周六 9:00-17:00",
        "yearly_budgets": "50万，100万、1500000",
        "gap": "1",
        "backup": "yes",
        "author": "王敏",
    }
    answer = client.post(NEW, data=asked)

    plan = newest()
    request = plan.request
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/planner/plans/{plan.code}",
    )
    assert (plan.author, request["budget"], request["minutes"]) == ("王敏", 1_500_000, 20)
    assert request["services"] == ["legal_aid", "membership"]
    assert (request["floor"], request["floors"]) == (0.2, {"yp": 0.6, "sh": 0.3})
    assert request["costs"]["setup_cost"] == 300_000
    assert request["new_site_options"] == ["Mo-Fr 09:00-20:00; Sa 09:00-17:00"]
    assert request["yearly_budgets"] == [500_000, 1_000_000, 1_500_000]
    assert (request["gap"], request["backup"], request["demand"]) == (
        0.01,
        True,
        ["apartments"],
    )


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("budget", "很多", "收到“很多”"),
        ("budget", "-5", "不小于 0"),
        ("budget", "", "预算或目标比例"),
        ("target_share", "0.9", "请填 1 到 100"),
        ("target_share", "101", "收到“101”"),
        ("yearly_budgets", "200, 100", "不能越来越少"),
        ("yearly_budgets", "1, x", "收到“1, x”"),
        ("yearly_budgets", "1,500,500", "看不出是一个数还是几年的数"),
        ("budget", "1500,50", "收到“1500,50”"),
        ("gap", "0,5", "收到“0,5”"),
        ("yearly_budgets", "50万", "预算 1,000,000 元/年超过"),
        ("max_new_sites", "2.5", "整数；收到“2.5”"),
        ("staff_hours", "9" * 40, "收到"),
        ("floor", "0.5", "请填 0，或者 1 到 100"),
        ("floors", "火星总工会 = 50", "没有叫“火星总工会”的工会"),
        ("floors", "杨浦区总工会", "一行一个"),
        ("floors", "yp = 500", "1 到 100"),
        ("amortisation_years", "0", "大于 0 的年数"),
        ("new_site_options", "周一 9:00-", "周一 9:00-"),
        ("extensions", "随时", "随时"),
        ("gap", "101", "请填 0 到 100"),
        ("time_limit", "9999", "0 到 3600"),
        ("begin", "明天", "请选一个日期"),
        ("author", "王" * 81, "80 个字"),
        ("minutes", "0", "大于 0、至多 240"),
        ("days", "9", "1 到 7 天"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, newest, field, sent, said):
    answer = client.post(NEW, data={"budget": "1000000", field: sent, "service": "library"})

    assert answer.status_code == 422
    assert said in wrong(answer)[field]
    assert ("service", "library") in ticked(answer)
    assert newest() is None


def test_all_that_cannot_be_read_is_said_at_once_and_kept(client):
    sent = {"budget": "x", "floor": "y", "minutes": "z", "setup_cost": '"><b>', "author": "王"}
    answer = client.post(f"{NEW}?lang=en", data=sent)

    assert wrong(answer).keys() == {"budget", "floor", "minutes", "setup_cost"}
    assert {name: value(answer, name) for name in sent} == sent
    assert 'Give a number of 0 or more; "x" was sent.' in words(answer)
    assert re.search(r'<details class="part" open>\s*<summary>Assumed costs', answer.text)


def test_too_many_hours_to_choose_from_are_refused(client):
    hours = "\n".join(f"Mo 09:{minute:02}-17:00" for minute in range(33))
    answer = client.post(NEW, data={"budget": "1", "extensions": hours})

    assert "33" in re.search(r'class="problem" role="alert">(.+?)</p>', answer.text)[1]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_ask_for_nothing(client, newest, site):
    answer = client.post(NEW, data={"budget": "1"}, headers={"Sec-Fetch-Site": site})

    assert (answer.status_code, newest()) == (403, None)


def test_when_too_many_wait_the_form_is_kept(client, stored):
    stored(*[queued] * MOST_QUEUED)
    answer = client.post(NEW, data={"budget": "77", "author": "王敏"})

    assert answer.status_code == 503
    assert "已有 10 个方案在排队" in words(answer)
    assert (value(answer, "budget"), value(answer, "author")) == ("77", "王敏")


def test_a_plan_is_changed_and_asked_again(client, stored):
    request = {"budget": 5e5, "floors": {"yp": 0.125}, "mode": "bike", "backup": True}
    [code] = stored(finished, request=request)
    page = client.get(NEW, params={"like": code})

    assert (value(page, "budget"), value(page, "floors")) == ("500000", "yp = 12.5")
    assert '<option value="bike" selected>' in page.text
    assert f"照 {code} 的要求填好了" in words(page)
    assert client.get(NEW, params={"like": "p-nobody"}).status_code == 404


HOURS = st.lists(st.sampled_from([*NEW_SITE_OPTIONS, *EXTENSIONS]), max_size=5)
SHARES = st.sampled_from([0.0, 0.01, 0.125, 0.5, 1.0])
REQUESTS = st.fixed_dictionaries(
    {"budget": st.floats(0, 1e9).map(lambda sum_: round(sum_, 2))},
    optional={
        "union": st.sampled_from(["yp", "sh"]),
        "target_share": st.integers(1, 100).map(lambda per_cent: per_cent / 100),
        "mode": st.sampled_from(["walk", "bike", "ebike", "drive"]),
        "minutes": st.integers(1, 240).map(float),
        "days": st.integers(1, 7),
        "services": st.lists(st.sampled_from(["legal_aid", "library"]), unique=True),
        "demand": st.sampled_from([["apartments"], ["parks", "firms"]]),
        "weight": st.sampled_from(["people", "non_members"]),
        "max_new_sites": st.none() | st.integers(0, 99),
        "staff_hours": st.none() | st.integers(0, 999).map(float),
        "floor": SHARES,
        "floors": st.dictionaries(st.sampled_from(["yp", "sh"]), SHARES),
        "backup": st.booleans(),
        "candidates": st.sampled_from([None, "cells", "places"]),
        "gap": SHARES,
        "time_limit": st.integers(0, 3600).map(float),
        "costs": st.fixed_dictionaries({"setup_cost": st.integers(0, 10**7).map(float)}),
        "new_site_options": HOURS,
        "extensions": HOURS,
        "begin": st.dates(date(2026, 1, 1), date(2099, 1, 1)),
    },
)


@hypothesis_settings(max_examples=80)
@given(REQUESTS, st.sampled_from(list(Language)))
def test_a_form_filled_in_from_a_request_asks_the_same_again(asked, language):
    request = PlanRequest.model_validate(asked)

    form = form_of_request(request.model_dump(mode="json"), language)
    read = read_plan(form, UNIONS, language)

    assert read.problems == {}
    again = read.plan.model_dump(include=set(PlanRequest.model_fields))
    assert again == request.model_dump()


@pytest.mark.parametrize(
    ("named", "said"), [("总工会", "请写编号"), ("黄浦区总工会", "没有叫“黄浦区总工会”的工会")]
)
def test_the_union_to_plan_for_must_be_known(named, said):
    form = form_of_request({"budget": 1.0, "union": named}, Language.CHINESE)

    assert said in read_plan(form, UNIONS, Language.CHINESE).problems["union"]


def test_the_union_to_plan_for_is_named_as_people_call_it():
    form = form_of_request({"budget": 1.0, "union": "杨浦区总工会"}, Language.CHINESE)

    assert read_plan(form, UNIONS, Language.CHINESE).plan.union == "yp"


def test_a_name_that_several_unions_have_is_not_guessed():
    form = form_of_request({"budget": 1.0, "floors": {"总工会": 0.5}}, Language.CHINESE)

    assert "请写编号" in read_plan(form, UNIONS, Language.CHINESE).problems["floors"]
