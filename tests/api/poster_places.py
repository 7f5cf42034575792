"""Places for posters in the town of the desks."""

import datetime

import shapely
from sqlalchemy import insert, update

from data.tables import ServicePoint
from tests.towns import minutes_east

TODAY = datetime.date(2026, 11, 22)
PUBLIC_URL = "https://fuwu.example.org"


def add(database, table, *rows):
    with database.transaction() as session:
        session.execute(insert(table), list(rows))


def change(database, code, **values):
    with database.transaction() as session:
        session.execute(update(ServicePoint).where(ServicePoint.code == code).values(**values))


def apartment(code, minutes, **values):
    """An apartment so many estimated minutes on foot east of the centre."""
    position = shapely.Point(minutes_east(minutes / 1.3))
    return {"code": code, "name": f"{code}公寓", "location": position} | values
