import threading
from collections import Counter

import pytest

from tests.faults.servers import VISIT, VISIT_PATH, running, wait_until

NEAREST = "/v1/nearest?lon=121.52&lat=31.30&at=2026-11-25T10:00"
DETAIL = "/v1/service-points/late"
PLACES = "/v1/places?q=yhgy"


@pytest.fixture(scope="module")
def office(mortal_postgis, tmp_path_factory):
    with running(mortal_postgis.url, tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def crowd(office):
    """Workers who ask all the time; what each was answered is counted."""
    seen, over = Counter(), threading.Event()

    def ask():
        while not over.is_set():
            seen.update(office.ask(path).status for path in (NEAREST, DETAIL, PLACES))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    [thread.start() for thread in threads]
    yield seen
    over.set()
    [thread.join() for thread in threads]


def test_no_lookup_fails_while_the_database_is_killed_and_comes_back(office, mortal_postgis, crowd):
    wait_until(lambda: crowd[200] > 50)

    mortal_postgis.kill()
    wait_until(lambda: office.ask("/planner").status == 503)
    before = crowd[200]
    wait_until(lambda: crowd[200] > before + 50)
    mortal_postgis.start()
    wait_until(lambda: office.ask("/planner").status == 200)

    assert set(crowd) == {200}


def test_planners_are_told_that_the_database_is_away_and_go_on_when_it_is_back(
    office, mortal_postgis
):
    mortal_postgis.kill()

    page, plans = office.ask("/planner/data/service-points"), office.ask("/v1/plans")
    mortal_postgis.start()
    wait_until(lambda: office.ask("/v1/plans").status == 200)

    assert (page.status, plans.status) == (503, 503)
    assert "数据库暂时连不上" in page.text
    assert office.ask("/planner/data/service-points").status == 200


def test_a_change_made_after_the_outage_reaches_lookups(office, mortal_postgis):
    mortal_postgis.kill()
    wait_until(lambda: not office.ask("/readyz").json["database"]["reachable"])
    mortal_postgis.start()
    wait_until(lambda: office.ask("/readyz").json["database"]["reachable"])

    before = office.ask("/readyz").json["snapshot"]["revision"]
    recorded = office.ask(VISIT_PATH, VISIT, method="PUT")

    assert recorded.status == 201
    wait_until(lambda: office.ask("/readyz").json["snapshot"]["revision"] > before)
