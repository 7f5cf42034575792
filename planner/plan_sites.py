"""The sites of a plan: existing ones and candidates together, and what is open once it is done."""

from dataclasses import replace

import numpy as np

from geo.streets import IndexArray
from geo.travel_times import Pairs, TravelTimes
from planner.options import NO_WEEK, Actions
from planner.sites import Sites

_NO_COLUMN = -1


def join_sites(existing: Sites, candidates: Sites) -> Sites:
    """Count sites through: the existing ones first, then the candidates."""
    return Sites(
        codes=[*existing.codes, *candidates.codes],
        names=[*existing.names, *candidates.names],
        lon=np.concatenate([existing.lon, candidates.lon]),
        lat=np.concatenate([existing.lat, candidates.lat]),
        services=np.concatenate([existing.services, candidates.services]),
        week_ids=np.concatenate([existing.week_ids, candidates.week_ids + len(existing.weeks)]),
        weeks=[*existing.weeks, *candidates.weeks],
    )


def join_times(existing: TravelTimes, candidates: TravelTimes) -> TravelTimes:
    """Put travel times from the same demand points side by side, in the order of `join_sites`."""
    more = replace(candidates.pairs, site=candidates.pairs.site + existing.sites)
    pairs = Pairs(
        *(
            np.concatenate([getattr(existing.pairs, column), getattr(more, column)])
            for column in Pairs.__slots__
        )
    )
    return TravelTimes(
        demand_points=existing.demand_points,
        sites=existing.sites + candidates.sites,
        cut_off_s=min(existing.cut_off_s, candidates.cut_off_s),
        pairs=pairs.take(np.lexsort((pairs.site, pairs.demand))),
    )


def sites_after(
    sites: Sites, times: TravelTimes, actions: Actions, chosen: IndexArray
) -> tuple[IndexArray, Sites, TravelTimes]:
    """Return the sites that are there once these actions are done, with their hours and ways.

    The first value says which of the plan's sites these are: the existing ones, and the candidates
    that were chosen.
    """
    week_ids = actions.present_ids.copy()
    week_ids[actions.site[chosen]] = actions.week_ids[chosen]
    is_candidate = actions.present_ids == NO_WEEK
    columns = np.flatnonzero(~is_candidate | (week_ids != NO_WEEK))
    after = Sites(
        codes=[sites.codes[column] for column in columns.tolist()],
        names=[sites.names[column] for column in columns.tolist()],
        lon=sites.lon[columns],
        lat=sites.lat[columns],
        services=sites.services[columns],
        week_ids=week_ids[columns],
        weeks=actions.weeks,
    )
    return columns, after, _of_sites(times, columns)


def _of_sites(times: TravelTimes, columns: IndexArray) -> TravelTimes:
    """Keep the travel times to some sites, which are counted anew."""
    number = np.full(times.sites, _NO_COLUMN)
    number[columns] = np.arange(len(columns))
    kept = times.pairs.take(number[times.pairs.site] != _NO_COLUMN)
    return replace(times, sites=len(columns), pairs=replace(kept, site=number[kept.site]))
