"""The nearest service points by estimated ways: few neighbours first, then more."""

import numpy as np

from geo.candidates import Search, estimated_ways, neighbours, offering, passing, ranked, within
from geo.lookups import Found, Lookup, OpenRule

FIRST_LOOKS = (32, 256)
"""How many neighbours are asked for before everything within reach is looked at."""


def find_by_estimate(search: Search) -> Found:
    """Look at a few neighbours, then at more, until none that is missing could be better."""
    lookup = search.lookup
    if lookup.rule is not OpenRule.SOONEST:
        for count in _looks(lookup):
            entries, complete_m = neighbours(search, count)
            found = passing(search, estimated_ways(search, offering(search, entries)))
            if len(found) >= lookup.limit or complete_m == np.inf:
                best = ranked(found, lookup)
                if complete_m == np.inf or best.distance_m[-1] <= complete_m:
                    return best
    entries = offering(search, within(search, lookup.estimate.reach_m(lookup.max_s)))
    return ranked(passing(search, estimated_ways(search, entries)), lookup)


def _looks(lookup: Lookup) -> tuple[int, ...]:
    """Return how many neighbours to ask for, first few where nearly every one will do."""
    takes_all = lookup.rule is OpenRule.ANY and not lookup.services
    return (2 * lookup.limit + 8, *FIRST_LOOKS) if takes_all else FIRST_LOOKS
