"""The same million in PostGIS with its best index: what a route per request would ask."""

import psycopg

from bench.million import (
    HOURS,
    POINTS,
    SERVICES,
    draw_hours,
    draw_services,
    positions,
)
from geo.hours import parse_opening_hours
from geo.week_hours import week_hours

CREATE = """
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE peer (
  service text, hours int4multirange, place geography(point, 4326),
  code text, name text, tier text, address text, phone text, services text, opening_hours text
);
"""
INDEX = "CREATE INDEX ON peer USING gist (service, place, hours); VACUUM ANALYZE peer;"
NEAREST = """
SELECT code, name, tier, address, phone, services, opening_hours,
  ST_X(place::geometry) AS lon, ST_Y(place::geometry) AS lat, place <-> here AS distance_m
FROM peer, LATERAL (SELECT ST_Point(%(lon)s, %(lat)s, 4326)::geography AS here) AS asked
WHERE service = %(service)s AND hours @> int4range(%(minute)s, %(minute)s + 30)
  AND ST_DWithin(place, ST_Point(%(lon)s, %(lat)s, 4326)::geography, %(reach_m)s)
ORDER BY place <-> ST_Point(%(lon)s, %(lat)s, 4326)::geography LIMIT 5
"""


def load_peer(url: str) -> None:
    """Fill the table, one row per service point and service, and index it."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(CREATE)
        with connection.cursor().copy("COPY peer FROM STDIN") as copy:
            _copy_rows(copy)
        for statement in INDEX.split(";")[:-1]:
            connection.execute(statement)


def _copy_rows(copy: psycopg.Copy) -> None:
    ranges = {text: _multirange(text) for text, _ in HOURS}
    lon, lat = positions(POINTS)
    offered, hours = draw_services(POINTS), draw_hours(POINTS)
    for number in range(POINTS):
        for service in offered[number].split(";") if offered[number] else SERVICES[:1]:
            copy.write_row(
                (
                    service,
                    ranges[hours[number]],
                    f"POINT({lon[number]} {lat[number]})",
                    f"SP{number:07}",
                    f"示例服务站{number:07}",
                    "station",
                    f"示例路{number % 2000}号示例园区{number % 40}幢",
                    "021-00000000",
                    offered[number],
                    hours[number],
                )
            )


def _multirange(text: str) -> str:
    intervals = week_hours(parse_opening_hours(text)).intervals
    return "{" + ",".join(f"[{start},{end})" for start, end in intervals) + "}"
