import threading
from contextlib import contextmanager
from functools import partial

from sqlalchemy import func, select

from data.plans import list_plans
from data.tables import Visit
from tests.faults.servers import VISIT, VISIT_PATH, wait_until


def count(database, table):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


@contextmanager
def nobody_else_writes(database, table):
    """Hold a table, or all of a SQLite file."""
    hold = "BEGIN IMMEDIATE" if database.is_sqlite else f"LOCK TABLE {table} IN EXCLUSIVE MODE"
    with database.engine.connect() as connection:
        connection.exec_driver_sql(hold)
        yield
        connection.rollback()


def answers_two(office):
    """Tell whether the server answers another request beside the one for its figures."""
    return "niangjia_requests_in_progress 2.0" in office.ask("/metrics").text


def test_a_server_killed_while_a_visit_is_sent_keeps_it_once_when_it_is_sent_again(
    database, office
):
    with nobody_else_writes(database, "visit"):
        lost = threading.Thread(
            target=office.ask, args=(VISIT_PATH, VISIT), kwargs={"method": "PUT"}
        )
        lost.start()
        wait_until(partial(answers_two, office))
        office.kill()
        lost.join()
    left = count(database, Visit)
    office.start()
    again = [office.ask(VISIT_PATH, VISIT, method="PUT").status for _ in range(2)]

    assert left == 0
    assert again == [201, 200]
    assert count(database, Visit) == 1


def test_a_plan_whose_server_is_killed_is_interrupted_and_can_be_run_again(sqlite, office):
    asked = office.ask("/v1/plans", {"budget": 1_000_000}).json["code"]
    wait_until(lambda: office.ask(f"/v1/plans/{asked}").json["status"] == "running")

    office.kill()
    office.start()
    wait_until(lambda: office.ask(f"/v1/plans/{asked}").json["status"] == "interrupted")
    again = office.ask("/v1/plans", {"rerun_of": asked}).json["code"]
    wait_until(lambda: office.ask(f"/v1/plans/{again}").json["status"] == "done")

    with sqlite.reading() as session:
        assert [plan.code for plan in list_plans(session, limit=5)] == [again, asked]
