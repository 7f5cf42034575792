"""Service points as people see them: a summary for lists, everything for their own page."""

from collections.abc import Mapping, Sequence

from api.use_cases.map_links import map_links
from data.snapshot import Snapshot
from geo.crs import Crs
from geo.places import Tier
from geo.service_points import ServicePointIndex, services_mask, services_of
from geo.travel import Mode

Summary = Mapping[str, object]


def summary_of(
    index: ServicePointIndex, row: int, crs: Crs, mode: Mode, *, public_url: str
) -> Summary:
    """Return what lists show of the service point in a row, positions in the datum asked for."""
    points = index.points
    code, name = points.codes[row], points.names[row]
    lon, lat = index.position(row, crs)
    verified_on = points.verified_on[row]
    return {
        "code": code,
        "name": name,
        "tier": points.tiers[row],
        "address": points.addresses[row] or None,
        "phone": points.phones[row] or None,
        "services": services_of(index, row),
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "crs": crs,
        "verified_on": verified_on.isoformat() if verified_on else None,
        "links": map_links(
            code,
            name,
            gcj02=index.position(row, Crs.GCJ02),
            bd09=index.position(row, Crs.BD09),
            mode=mode,
            public_url=public_url,
        ),
    }


def list_service_points(
    snapshot: Snapshot,
    *,
    services: Sequence[str],
    tier: Tier | None,
    text: str,
    union_code: str | None,
) -> list[int]:
    """Return the rows that pass every filter, in the order of their codes."""
    index, points = snapshot.service_points, snapshot.service_points.points
    mask = services_mask(index, services)
    return [
        row
        for row in range(len(points))
        if (not mask or int(points.services[row]) & mask == mask)
        and tier in {None, points.tiers[row]}
        and union_code in {None, points.union_codes[row]}
        and (text in points.names[row] or text in points.addresses[row])
    ]
