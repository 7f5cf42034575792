"""The sample city: unions, desks and places around real sub-districts, and the files they fill."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from data.samples.areas import Ground, draw_grounds, merge_areas
from data.samples.desks import build_centre, build_desks
from data.samples.rows import EXAMPLE, Row
from data.samples.subdistricts import CITY_CODE, CITY_NAME, Subdistrict, load_subdistricts
from data.samples.workplaces import build_apartments, build_candidates, build_firms, build_parks

_LISTS = 5
_FIRST_UNION_PHONE = 9_000
_CLOSURES: Sequence[Row] = (
    {"开始日期": "2026-12-07", "结束日期": "2026-12-18", "开放时间": "", "原因": "装修"},
    {
        "开始日期": "2026-12-31",
        "结束日期": "2026-12-31",
        "开放时间": "9:00-12:00",
        "原因": "年终清点",
    },
    {
        "开始日期": "2027-01-25",
        "结束日期": "2027-01-29",
        "开放时间": "8:30-20:00",
        "原因": "春节前延时",
    },
)


@dataclass(frozen=True, slots=True)
class SampleUnion:
    """A union and its area in degrees."""

    row: Row
    area: BaseGeometry


@dataclass(frozen=True, slots=True)
class SampleCity:
    """All lists of the sample city."""

    unions: Sequence[SampleUnion]
    service_points: Sequence[Row]
    apartments: Sequence[Row]
    parks: Sequence[Row]
    firms: Sequence[Row]
    candidates: Sequence[Row]
    closures: Sequence[Row]


def build_sample_city(subdistricts: Sequence[Subdistrict], *, seed: int) -> SampleCity:
    """Make up a city around real sub-districts, ordered by code; one seed, one city."""
    grounds = draw_grounds(subdistricts)
    # Each list has a stream of its own, so that a change in one leaves the others as they are.
    desks_rng, *other_rngs, candidates_rng = np.random.default_rng(seed).spawn(_LISTS)
    apartments_rng, parks_rng, firms_rng = other_rngs
    apartments = [build_apartments(apartments_rng, ground) for ground in grounds]
    parks = [build_parks(parks_rng, ground) for ground in grounds]
    firms = [
        build_firms(firms_rng, ground, inside)
        for ground, inside in zip(grounds, parks, strict=True)
    ]
    desks = [
        build_desks(desks_rng, *around) for around in zip(grounds, apartments, parks, strict=True)
    ]
    centres = [build_centre(desks_rng, seat) for seat in _district_seats(grounds)]
    return SampleCity(
        unions=_build_unions(grounds),
        service_points=_with_phones([*centres, *chain(*desks)]),
        apartments=list(chain(*apartments)),
        parks=list(chain(*parks)),
        firms=list(chain(*firms)),
        candidates=list(chain(*(build_candidates(candidates_rng, ground) for ground in grounds))),
        closures=_build_closures([rows[0] for rows in desks]),
    )


def _district_seats(grounds: Sequence[Ground]) -> list[Ground]:
    """Find the sub-district of each district in which most people work."""
    by_district = groupby(grounds, key=lambda ground: ground.subdistrict.district_code)
    return [max(inside, key=lambda ground: ground.subdistrict.workers) for _, inside in by_district]


def _with_phones(rows: Sequence[Row]) -> list[Row]:
    return [row | {"电话": _phone(number)} for number, row in enumerate(rows, start=1)]


def _phone(number: int) -> str:
    """Make a number that nobody has: no exchange in Shanghai begins with 0."""
    return f"021-0000 {number:04}"


def _build_closures(subcentres: Sequence[Row]) -> list[Row]:
    """Close some sub-district centres for a while, or change their hours."""
    step = len(subcentres) // len(_CLOSURES)
    return [
        {"编号": f"closure-{number}", "服务点": subcentres[number * step]["编号"]}
        | closure
        | {"原因": f"{closure['原因']}（{EXAMPLE}）"}
        for number, closure in enumerate(_CLOSURES)
    ]


def _build_unions(grounds: Sequence[Ground]) -> list[SampleUnion]:
    """Make the tree of unions from the city down; an area is the sum of the areas below it."""
    subdistricts = [_subdistrict_union(ground) for ground in grounds]
    districts = [
        _district_union(list(inside))
        for _, inside in groupby(grounds, key=lambda ground: ground.subdistrict.district_code)
    ]
    row: Row = {"编号": CITY_CODE, "名称": f"{CITY_NAME}总工会", "级别": "市", "上级工会": ""}
    city = SampleUnion(row, merge_areas([union.area for union in districts]))
    unions = [city, *districts, *subdistricts]
    return [
        SampleUnion(union.row | {"电话": _phone(number)}, union.area)
        for number, union in enumerate(unions, start=_FIRST_UNION_PHONE)
    ]


def _district_union(grounds: Sequence[Ground]) -> SampleUnion:
    first = grounds[0].subdistrict
    row: Row = {
        "编号": first.district_code,
        "名称": f"{first.district}总工会",
        "级别": "区",
        "上级工会": CITY_CODE,
    }
    return SampleUnion(row, merge_areas([ground.area for ground in grounds]))


def _subdistrict_union(ground: Ground) -> SampleUnion:
    row: Row = {
        "编号": ground.subdistrict.code,
        "名称": f"{ground.subdistrict.name}总工会",
        "级别": "街道",
        "上级工会": ground.subdistrict.district_code,
    }
    return SampleUnion(row, ground.area)


def write_sample_files(folder: Path, *, seed: int = 1) -> dict[str, Path]:
    """Write the lists as an office would send them, in the order in which they can be imported."""
    city = build_sample_city(load_subdistricts(), seed=seed)
    tables = {
        "service-points": city.service_points,
        "apartments": city.apartments,
        "parks": city.parks,
        "firms": city.firms,
        "candidates": city.candidates,
        "closures": city.closures,
    }
    files = {"unions": folder / "unions.geojson"} | {
        kind: folder / f"{kind}.csv" for kind in tables
    }
    folder.mkdir(parents=True, exist_ok=True)
    _write_geojson(files["unions"], city.unions)
    for kind, rows in tables.items():
        _write_csv(files[kind], rows)
    return files


def _write_csv(path: Path, rows: Sequence[Row]) -> None:
    """Write a table with a byte-order mark, as Excel does; what a row lacks stays empty."""
    headers = list(dict.fromkeys(chain(*rows)))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, headers, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _write_geojson(path: Path, unions: Sequence[SampleUnion]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": union.row,
            "geometry": shapely.geometry.mapping(union.area),
        }
        for union in unions
    ]
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
