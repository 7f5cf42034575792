import datetime
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
import shapely
from sqlalchemy import insert, select

from data.edits import ChangedMeanwhile, Draft, RowRefused, add_row, change_row, load_texts
from data.imports.importer import ImportOptions, import_file
from data.tables import ServicePoint
from geo.places import Tier

AT = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
NEW = {"code": "n1", "name": "江浦站", "tier": "station", "lon": "121.53", "lat": "31.28"}
A_WHILE_S = 0.3
PATIENCE_S = 30


@pytest.fixture
def town(database):
    """A service point with a phone, as everybody has it on the screen."""
    point = {"code": "s1", "name": "殷行站", "tier": Tier.STATION, "phone": "1"}
    with database.transaction() as session:
        session.execute(insert(ServicePoint), point | {"location": shapely.Point(121.5, 31.2)})
    return database


@pytest.fixture
def read_list(tmp_path):
    """Import lines of service points."""

    def imported(lines, session):
        file = tmp_path / "list.csv"
        file.write_text(lines, encoding="utf-8")
        return import_file(session, "service-points", file, ImportOptions())

    return imported


@pytest.fixture
def change_phone(town):
    """Change the phone that is on the screen."""
    with town.reading() as session:
        was = load_texts(session, "service-points", "s1")

    def changed(session):
        change_row(session, "service-points", "s1", Draft(was | {"phone": "2"}, was), at=AT)

    return changed


def add_new(session, **others):
    return add_row(session, "service-points", Draft(NEW | others), at=AT)


def commit(database, act):
    with database.transaction() as session:
        return act(session)


def overlap(database, first, second):
    """Begin the second before the first is committed; return what comes of the second."""
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            first(session)
            waiting = pool.submit(commit, database, second)
            with pytest.raises(TimeoutError):
                waiting.result(A_WHILE_S)
        return waiting.result(PATIENCE_S)


def stored(database):
    columns = (ServicePoint.code, ServicePoint.name, ServicePoint.phone)
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by("code"))]


def test_an_import_keeps_what_was_corrected_while_it_waited(town, change_phone, read_list):
    renames = partial(read_list, "code,name\ns1,新殷行站\n")

    report = overlap(town, change_phone, renames)

    assert report.updated == 1
    assert stored(town) == [("s1", "新殷行站", "2")]


def test_a_correction_never_goes_over_an_import_that_came_first(town, change_phone, read_list):
    with pytest.raises(ChangedMeanwhile) as refused:
        overlap(town, partial(read_list, "code,phone\ns1,3\n"), change_phone)

    assert refused.value.now["phone"] == "3"
    assert stored(town) == [("s1", "殷行站", "3")]


def test_a_place_that_an_import_adds_meanwhile_is_not_added_again(town, read_list):
    lines = ",".join(NEW) + "\n" + ",".join(NEW.values()) + "\n"

    with pytest.raises(RowRefused) as refused:
        overlap(town, partial(read_list, lines), add_new)

    assert refused.value.errors["code"].code == "code_taken"
    assert len(stored(town)) == 2


def test_of_two_who_add_one_code_at_the_same_time_one_is_refused(town):
    together = Barrier(2)

    def add(name, lon):
        together.wait(PATIENCE_S)
        return commit(town, partial(add_new, name=name, lon=lon))

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(add, "江浦站", "121.53"), pool.submit(add, "四平站", "121.51")]
        outcomes = [each.exception(PATIENCE_S) for each in both]

    [refused] = filter(None, outcomes)
    assert refused.errors["code"].code == "code_taken"
    assert [code for code, *_ in stored(town)] == ["n1", "s1"]


def test_two_who_add_without_a_code_at_the_same_time_get_two(town):
    together = Barrier(2)

    def add(lon):
        together.wait(PATIENCE_S)
        return commit(town, partial(add_new, code="", lon=lon))

    with ThreadPoolExecutor(2) as pool:
        codes = set(pool.map(add, ["121.53", "121.51"]))

    assert len(codes) == 2
    assert {code for code, *_ in stored(town)} == codes | {"s1"}
