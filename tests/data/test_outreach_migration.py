from contextlib import contextmanager

from alembic import command
from sqlalchemy import inspect, text

from data.migrate import migrate, migrating
from data.revision import read_revision

OLD_VISITS = """
INSERT INTO visit (code, place_code, date, team, outcome, joined, notes) VALUES
('a', 'p', '2026-11-20', '一队', 'met', 3, '东门'),
('b', 'p', '2026-11-20', '一队', '聊得很好', 0, '西门'),
('c', 'p', '2026-11-20', '一队', '没说什么', NULL, NULL),
('d', 'p', '2026-11-20', '一队', NULL, NULL, NULL)
"""
OLD_OUTREACH_PLAN = """
INSERT INTO outreach_plan (code, created_at, data_revision, request, result, status, wants_cancel)
VALUES ('v', '2026-11-20 09:00:00', 0, '{}', '{"plan": {}}', 'done', false)
"""
VISITS = "SELECT code, outcome, joined, notes FROM visit ORDER BY code"
NEW_VISIT = """
INSERT INTO visit (code, place_kind, place_code, date, team, outcome, people_met, joined)
VALUES ('new', 'park', 'p', '2026-11-23', '一队', 'refused', 0, 0)
"""


@contextmanager
def before_outreach(database):
    """Take the database back to the version before, and bring it up again at the end."""
    with migrating(database) as config:
        command.downgrade(config, "0004")
    try:
        yield
    finally:
        migrate(database)


def test_visits_are_kept_and_outcomes_in_other_words_become_notes(database):
    with before_outreach(database):
        write(database, OLD_VISITS)
        before = revision(database)

    assert rows(database, VISITS) == [
        ("a", "met", 3, "东门"),
        ("b", None, 0, "聊得很好; 西门"),
        ("c", None, None, "没说什么"),
        ("d", None, None, None),
    ]
    assert revision(database) > before


def test_visits_are_counted_as_before_on_the_way_up_and_down(database):
    with before_outreach(database):
        numbers_before = [revision(database), write(database, OLD_VISITS)]
        numbers_before.append(write(database, "DELETE FROM visit"))
    numbers_after = [revision(database), write(database, NEW_VISIT)]

    assert is_rising(numbers_before)
    assert is_rising(numbers_after)


def test_going_back_keeps_visits_without_what_is_new(database):
    write(database, NEW_VISIT)

    with before_outreach(database):
        left = rows(database, VISITS)
        names = columns(database, "visit")
        write(database, "UPDATE visit SET outcome = 'in words of their own'")

    assert left == [("new", "refused", 0, None)]
    assert names == {"id", "code", "place_code", "date", "team", "outcome", "joined", "notes"}


def test_outreach_plans_of_before_are_kept_and_not_published(database):
    with before_outreach(database):
        write(database, OLD_OUTREACH_PLAN)

    kept = "SELECT code, status, published_at FROM outreach_plan WHERE result IS NOT NULL"
    assert rows(database, kept) == [("v", "done", None)]


def test_going_back_keeps_outreach_plans(database):
    write(database, OLD_OUTREACH_PLAN)

    with before_outreach(database):
        left = rows(database, "SELECT code, status FROM outreach_plan")
        names = columns(database, "outreach_plan")

    assert left == [("v", "done")]
    assert "published_at" not in names


def write(database, statement):
    """Write, and return the revision after it."""
    with database.transaction() as session:
        session.execute(text(statement))
    return revision(database)


def rows(database, query):
    with database.reading() as session:
        return [tuple(row) for row in session.execute(text(query))]


def columns(database, table):
    with database.reading() as session:
        return {column["name"] for column in inspect(session.connection()).get_columns(table)}


def revision(database):
    with database.reading() as session:
        return read_revision(session)


def is_rising(numbers):
    return numbers == sorted(set(numbers))
