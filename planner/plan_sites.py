"""The sites of a plan: existing ones and candidates together, and what is open once it is done."""

from dataclasses import replace

import numpy as np

from geo.streets import IndexArray
from geo.travel_times import Pairs, TravelTimes
from planner.options import NO_WEEK, Actions
from planner.sites import Sites


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
    existing: Sites, candidates: Sites, actions: Actions, chosen: IndexArray
) -> tuple[Sites, Sites]:
    """Return the existing and the new sites with their hours once these actions are done."""
    week_ids = actions.present_ids.copy()
    week_ids[actions.site[chosen]] = actions.week_ids[chosen]
    opened = np.flatnonzero(week_ids[len(existing) :] != NO_WEEK)
    return (
        replace(existing, week_ids=week_ids[: len(existing)], weeks=actions.weeks),
        Sites(
            codes=[candidates.codes[column] for column in opened.tolist()],
            names=[candidates.names[column] for column in opened.tolist()],
            lon=candidates.lon[opened],
            lat=candidates.lat[opened],
            services=candidates.services[opened],
            week_ids=week_ids[len(existing) + opened],
            weeks=actions.weeks,
        ),
    )
