"""Which methods an address takes, by all the rules that it matches."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from re import Pattern

from starlette.routing import compile_path

from api.doors import DOORS


def allowed_methods(path: str) -> frozenset[str]:
    """Return all methods that an address takes: the framework names those of one route alone."""
    return frozenset().union(
        *(methods for pattern, methods in _methods_by_pattern().items() if pattern.match(path))
    )


@cache
def _methods_by_pattern() -> Mapping[Pattern[str], frozenset[str]]:
    methods_of = defaultdict(set)
    for door in DOORS:
        method, _, template = door.partition(" ")
        methods_of[template].add(method)
    return {compile_path(path)[0]: frozenset(methods) for path, methods in methods_of.items()}
