import datetime
import time

import pytest
from sqlalchemy import select

from api.clock import now
from data.revision import read_revision
from data.tables import AuditLog, Closure, ServicePoint
from tests.api.pages_desk import words
from tests.api.planner_pages import fields_of

NEAR = "/planner/data/service-points/near"
NEW = "/planner/data/service-points/new"
SCRIPT = "<script>alert('娘\"家')</script>"


def stored(database, code="near"):
    with database.reading() as session:
        point = session.scalars(select(ServicePoint).where(ServicePoint.code == code)).one()
        session.expunge(point)
        return point


def save(client, path=NEAR, **changes):
    fields = fields_of(client.get(path), path)
    return client.post(path, data=fields | changes, follow_redirects=False)


def rows_of(database, table):
    with database.reading() as session:
        rows = session.scalars(select(table)).all()
        session.expunge_all()
        return rows


def name_in_lookups(client):
    return client.get("/v1/service-points/near").json()["name"]


def seconds_until(holds):
    began = time.monotonic()
    while not holds() and time.monotonic() - began < 10:
        time.sleep(0.05)
    return time.monotonic() - began


def test_a_changed_field_is_stored_and_nothing_else(desk, database):
    before = stored(database)

    answer = save(desk, phone="021-5555 0000转12")

    after = stored(database)
    assert answer.headers["location"] == f"{NEAR}?done=saved"
    assert after.phone == "021-5555 0000转12"
    assert (after.location, after.services, after.verified_on) == (
        before.location,
        before.services,
        before.verified_on,
    )


def test_chinese_hours_are_stored_as_the_import_stores_them(desk, database):
    save(desk, opening_hours="周一至周五 8:30-20:00，周六 9:00-16:00")

    assert stored(database).opening_hours == "Mo-Fr 08:30-20:00; Sa 09:00-16:00"


def test_every_field_can_be_changed(desk, database):
    save(
        desk,
        tier="contact_point",
        status="suspended",
        host="plaza",
        union_code="yp",
        services=["legal_aid", "library"],
        languages=["zh", "mn"],
        wheelchair="yes",
        desks="3",
        premises_met="yes",
        premises_on="2026-10-08",
        premises_note="二楼\r\n已挂牌",
    )

    point = stored(database)
    assert (point.tier, point.status, point.host) == ("contact_point", "suspended", "plaza")
    assert (point.union_code, point.services) == ("yp", ("legal_aid", "library"))
    assert (point.languages, point.wheelchair, point.desks) == (("zh", "mn"), True, 3)
    assert point.premises_on == datetime.date(2026, 10, 8)
    assert (point.premises_met, point.premises_note) == (True, "二楼\n已挂牌")


def test_a_write_raises_the_revision_and_is_written_down(desk, database):
    with database.reading() as session:
        before = read_revision(session)

    save(desk, name="殷行新站")

    with database.reading() as session:
        assert read_revision(session) > before
    entry = rows_of(database, AuditLog)[0]
    assert (entry.action, entry.table_name, entry.row_code) == ("update", "service_point", "near")
    assert (entry.before, entry.after) == ({"name": "殷行站"}, {"name": "殷行新站"})


def test_saving_without_a_change_writes_nothing(desk, database):
    answer = save(desk)

    assert answer.headers["location"] == f"{NEAR}?done=unchanged"
    assert rows_of(database, AuditLog) == []


def test_a_new_service_point_gets_a_code_from_its_name(desk, database):
    answer = save(desk, NEW, name="江浦站", lon="121.53", lat="31.28", opening_hours="24小时")

    point = stored(database, "jiang-pu-zhan")
    assert answer.headers["location"] == "/planner/data/service-points/jiang-pu-zhan?done=added"
    assert (point.tier, point.status, point.opening_hours) == ("station", "open", "24/7")
    assert (point.location.x, point.location.y) == (121.53, 31.28)
    assert rows_of(database, AuditLog)[0].action == "create"


def test_a_position_of_another_datum_is_converted(desk, database):
    save(desk, NEW, name="江浦站", lon="121.534618", lat="31.277979", crs="gcj02")

    point = stored(database, "jiang-pu-zhan")
    assert (round(point.location.x, 3), round(point.location.y, 3)) == (121.53, 31.28)


def test_what_a_change_meanwhile_wrote_is_shown_and_kept(desk, database):
    fields = fields_of(desk.get(NEAR), NEAR)
    save(desk, phone="021-1111 1111", address="控江路1号")

    answer = desk.post(NEAR, data=fields | {"phone": "021-2222 2222", "desks": "4"})

    text = words(answer.text)
    again = fields_of(answer, NEAR)
    assert answer.status_code == 409
    assert "电话 021-0000 0000 021-1111 1111 021-2222 2222" in text
    assert (again["phone"], again["desks"], again["address"]) == ("021-2222 2222", "4", "控江路1号")
    assert stored(database).phone == "021-1111 1111"


def test_after_a_look_at_both_the_second_save_succeeds(desk, database):
    fields = fields_of(desk.get(NEAR), NEAR)
    save(desk, phone="021-1111 1111", address="控江路1号")
    shown = desk.post(NEAR, data=fields | {"phone": "021-2222 2222"})

    answer = desk.post(NEAR, data=fields_of(shown, NEAR), follow_redirects=False)

    point = stored(database)
    assert answer.status_code == 303
    assert (point.phone, point.address) == ("021-2222 2222", "控江路1号")


def test_a_closure_is_added_and_taken_back(desk, database):
    added = desk.post(
        f"{NEAR}/closures",
        data={"first_day": "2026-12-07", "last_day": "2026-12-08", "reason": "装修"},
    )
    closure = rows_of(database, Closure)[0]
    desk.post(f"{NEAR}/closures/{closure.code}/delete")

    assert "2026-12-07 至 2026-12-08 全天不开放 装修" in words(added.text)
    assert rows_of(database, Closure) == []
    assert [entry.action for entry in rows_of(database, AuditLog)] == ["create", "delete"]


def test_a_closure_of_one_day_needs_its_day_once(desk, database):
    desk.post(f"{NEAR}/closures", data={"first_day": "2026-12-31", "opening_hours": "9:00-12:00"})

    closure = rows_of(database, Closure)[0]
    assert closure.first_day == closure.last_day == datetime.date(2026, 12, 31)
    assert closure.opening_hours == "09:00-12:00"


def test_everything_wrong_is_said_beside_its_field_and_kept(client):
    answer = save(client, name="", opening_hours="Mo 9-", desks="许多", lon="31.3", lat="121.5")

    text, again = words(answer.text), fields_of(answer, NEAR)
    assert answer.status_code == 422
    assert "有 4 处填得不对" in text
    assert "“9-”没有结束时间" in text
    assert "“许多”不是明确的数字" in text
    assert "像是写反了" in text
    assert (again["opening_hours"], again["desks"], again["lon"]) == ("Mo 9-", "许多", "31.3")
    assert answer.text.count('aria-invalid="true"') == 4


def test_errors_are_said_in_english_on_the_english_page(client):
    path = f"{NEAR}?lang=en"
    fields = fields_of(client.get(path), path)

    answer = client.post(path, data=fields | {"opening_hours": "Mo 9-"})

    assert "has no closing time" in words(answer.text)


def test_a_position_in_no_unions_area_is_refused(client):
    answer = save(client, lon="120.1", lat="30.2")

    assert answer.status_code == 422
    assert "不在任何工会的辖区内" in words(answer.text)
    assert "--crs" not in answer.text


def test_a_code_that_is_taken_is_refused(client):
    answer = save(client, NEW, code="near", name="别的站", lon="121.53", lat="31.28")

    assert answer.status_code == 422
    assert "编号“near”已经有了" in words(answer.text)


def test_a_second_one_of_the_same_name_and_place_is_refused(client, sqlite):
    place = stored(sqlite).location

    answer = save(client, NEW, name="殷行站", lon=f"{place.x:.5f}", lat=f"{place.y:.5f}")

    assert answer.status_code == 422
    assert "100 米以内已经有一个“殷行站”（编号 near）" in words(answer.text)


def test_a_new_one_without_a_name_or_a_place_is_refused(client):
    answer = save(client, NEW)

    text = words(answer.text)
    assert "名称 这一格必须填写" in text
    assert "没有经纬度" in text


def test_a_closure_that_ends_before_it_begins_is_refused(client):
    answer = client.post(
        f"{NEAR}/closures", data={"first_day": "2026-12-08", "last_day": "2026-12-07"}
    )

    assert answer.status_code == 422
    assert "早于开始日期 2026-12-08" in words(answer.text)
    assert fields_of(answer, f"{NEAR}/closures#closures")["first_day"] == "2026-12-08"


def test_the_same_days_twice_are_refused(client):
    days = {"first_day": "2026-12-07", "last_day": "2026-12-08"}
    client.post(f"{NEAR}/closures", data=days)

    answer = client.post(f"{NEAR}/closures", data=days | {"reason": "停电"})

    assert answer.status_code == 422
    assert "已经有一条同样的记录" in words(answer.text)


def test_scripts_and_quotes_in_names_are_only_text(client, sqlite):
    save(client, name=SCRIPT, phone=SCRIPT, premises_note=SCRIPT)
    client.post(f"{NEAR}/closures", data={"first_day": "2026-12-07", "reason": SCRIPT})

    page = client.get(NEAR)
    shown = [page, client.get("/planner/data/service-points"), client.get("/planner/data/closures")]

    assert stored(sqlite).name == SCRIPT
    assert fields_of(page, NEAR)["name"] == SCRIPT
    assert [answer.text.count("<script>") for answer in shown] == [0, 0, 0]


def test_lookups_follow_an_edit_within_two_seconds(client):
    save(client, name="殷行二站")

    assert seconds_until(lambda: name_in_lookups(client) == "殷行二站") < 2


def test_a_point_that_is_not_there_is_a_page_that_says_so(client):
    answer = client.get("/planner/data/service-points/nowhere")

    assert answer.status_code == 404
    assert "没有编号为“nowhere”的记录" in words(answer.text)


@pytest.mark.parametrize("was", ["[1]", "{", ""])
def test_a_form_that_is_not_ours_changes_nothing(client, was):
    fields = fields_of(client.get(NEAR), NEAR)

    answer = client.post(NEAR, data=fields | {"was": was, "name": "别名"})

    assert answer.status_code == 422
    assert "表单不完整" in words(answer.text)


def test_verified_today_is_one_tick(client, sqlite):
    save(client, verified_today="1")

    assert stored(sqlite).verified_on == now().date()


@pytest.mark.parametrize(
    ("text", "understood", "told"),
    [
        (
            "周一至周五8:30-17:00",
            True,
            "系统理解为：周一至周五 08:30–17:00；周六至周日 不开放；法定节假日不开放",
        ),
        ("24小时", True, "系统理解为：周一至周日 全天"),
        ("Mo-Su,PH 09:00-20:00", True, "法定节假日按写明的"),
        ("", True, "没有填开放时间"),
        ("Mo 9-", False, "没有结束时间"),
    ],
)
def test_hours_are_said_as_they_are_understood(client, text, understood, told):
    answer = client.get("/planner/data/hours", params={"text": text}).json()

    assert answer["is_understood"] is understood
    assert told in answer["text"]
