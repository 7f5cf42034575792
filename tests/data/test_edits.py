import datetime
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from data.edits import (
    ChangedMeanwhile,
    Draft,
    RowRefused,
    add_row,
    change_row,
    delete_closure,
    load_texts,
    texts_of,
)
from data.imports.fields import kind_called
from data.tables import AuditLog, Closure, ServicePoint, Union
from geo.errors import NotFound
from geo.places import Host, Status, Tier, UnionLevel

AT = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
POINTS = kind_called("service-points")
PLACE = shapely.Point(121.5, 31.2)

days = st.none() | st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))
answers = st.none() | st.booleans()
names = st.text("娘家工会站Aa1 <\"'&>-", min_size=1).map(str.strip).filter(bool)
codes = st.lists(st.sampled_from(["membership", "legal_aid", "library"]), unique=True).map(tuple)


@pytest.fixture
def desk(database):
    with database.transaction() as session:
        session.execute(
            insert(ServicePoint),
            {"code": "s1", "name": "殷行站", "tier": Tier.STATION, "phone": "1", "location": PLACE},
        )
    return database


def texts(database, code="s1"):
    with database.reading() as session:
        return load_texts(session, "service-points", code)


def change(database, was, **changes):
    with database.transaction() as session:
        change_row(session, "service-points", "s1", Draft(was | changes, was), at=AT)


@given(
    st.fixed_dictionaries(
        {
            "name": names,
            "tier": st.sampled_from(Tier),
            "host": st.none() | st.sampled_from(Host),
            "status": st.sampled_from(Status),
            "services": codes,
            "wheelchair": answers,
            "desks": st.none() | st.integers(0, 2_000_000_000),
            "premises_met": answers,
            "premises_on": days,
            "verified_on": days,
        }
    )
)
def test_what_a_form_shows_is_read_back_as_the_same_values(values):
    blank = dict.fromkeys((column.name for column in POINTS.table.columns), None)

    shown = texts_of(POINTS, blank | values)

    read = {name: POINTS.field(name).convert(shown[name]) for name in values}
    assert read == values | {"name": " ".join(values["name"].split())}


def test_two_who_save_at_once_are_told_apart(desk):
    was, refused = texts(desk), []

    def save_second():
        with pytest.raises(ChangedMeanwhile) as raised:
            change(desk, was, phone="second")
        refused.append(raised.value.now["phone"])

    second = threading.Thread(target=save_second)
    with desk.transaction() as session:
        change_row(session, "service-points", "s1", Draft(was | {"phone": "first"}, was), at=AT)
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join()

    assert refused == ["first"]
    assert texts(desk)["phone"] == "first"


def test_a_position_shown_in_six_digits_does_not_move(desk):
    exact = shapely.Point(121.123456789012, 31.123456789012)
    with desk.transaction() as session:
        session.execute(ServicePoint.__table__.update().values(location=exact))
    was = texts(desk)

    change(desk, was, phone="2")

    with desk.reading() as session:
        assert session.scalars(select(ServicePoint.location)).one() == exact
    assert was["lon"] == "121.123457"


def test_nothing_is_written_where_one_field_is_wrong(desk):
    was = texts(desk)

    with pytest.raises(RowRefused) as raised:
        change(desk, was, name="新站", desks="-1", union_code="nowhere")

    assert raised.value.errors.keys() == {"desks", "union_code"}
    assert texts(desk) == was


def test_a_value_that_is_read_as_the_same_is_no_change(desk):
    was = texts(desk)

    change(desk, was, tier="服务站")

    with desk.reading() as session:
        assert session.scalars(select(AuditLog)).all() == []


def test_a_list_without_positions_takes_new_rows_too(session):
    code = add_row(session, "unions", Draft({"name": "杨浦区总工会", "level": "区"}), at=AT)

    assert session.scalars(select(Union.level)).one() is UnionLevel.DISTRICT
    assert code == "yang-pu-qu-zong-gong-hui"


def take_back(database, code):
    with database.transaction() as session:
        delete_closure(session, code, at=AT)


def test_a_closure_that_two_take_back_at_once_is_deleted_by_one_of_them(desk):
    with desk.transaction() as session:
        days = {"first_day": AT.date(), "last_day": AT.date()}
        session.execute(insert(Closure), {"code": "c1", "service_point_code": "s1", **days})

    with ThreadPoolExecutor(1) as somebody_else:
        with desk.transaction() as session:
            delete_closure(session, "c1", at=AT)
            second = somebody_else.submit(take_back, desk, "c1")
            # The second has read by then, and waits.
            time.sleep(0.2)

        with pytest.raises(NotFound):
            second.result()


def test_what_is_not_there_cannot_be_changed_or_deleted(session):
    with pytest.raises(NotFound):
        change_row(session, "service-points", "s9", Draft({}, {}), at=AT)
    with pytest.raises(NotFound):
        delete_closure(session, "c9", at=AT)
