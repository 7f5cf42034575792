import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from data.snapshot import load_snapshot
from data.tables import ServicePoint
from geo.lookups import Lookup, OpenRule
from geo.nearest import find_nearest
from geo.places import Tier
from tests.towns import WALK, at

COUNT = 2_000
# `<->` on geography orders by the sphere; ST_Distance then decides on the spheroid.
KNN = text(
    """
    SELECT code FROM (
      SELECT code, location::geography AS place FROM service_point
      ORDER BY location::geography <-> ST_Point(:lon, :lat, 4326)::geography LIMIT :limit + 50
    ) AS near
    ORDER BY ST_Distance(place, ST_Point(:lon, :lat, 4326)::geography), code LIMIT :limit
    """
)


@pytest.fixture
def crowded(postgis):
    places = np.random.default_rng(5).uniform((121.3, 31.1), (121.7, 31.5), (COUNT, 2))
    with postgis.transaction() as session:
        session.execute(
            insert(ServicePoint),
            [
                {
                    "code": f"p{number:04}",
                    "name": f"服务点{number}",
                    "tier": Tier.STATION,
                    "location": shapely.Point(place),
                }
                for number, place in enumerate(places.tolist())
            ],
        )
    with Session(postgis.engine) as session:
        index = load_snapshot(session).service_points

        def both(lookup):
            found = find_nearest(index, lookup)
            asked = {"lon": lookup.lon, "lat": lookup.lat, "limit": lookup.limit}
            ours = [index.points.codes[row] for row in found.rows]
            return ours, session.scalars(KNN, asked).all()

        yield both


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lon=st.floats(121.25, 121.75), lat=st.floats(31.05, 31.55), limit=st.sampled_from([1, 5, 50])
)
def test_the_nearest_are_those_that_postgis_finds_on_geography(crowded, lon, lat, limit):
    anywhere = Lookup(
        lon=lon, lat=lat, at=at("12:00"), estimate=WALK, rule=OpenRule.ANY, limit=limit, max_s=1e6
    )

    ours, theirs = crowded(anywhere)

    assert ours == theirs
