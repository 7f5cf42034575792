"""Routes improved by PyVRP: our words for its model, and the way there and back.

PyVRP has one place and one time window per client, so a call with several options becomes a group
of clients of which one is visited.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyvrp
from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria, NoImprovement, StoppingCriterion

from geo.streets import IndexArray
from planner.outreach_types import StoppedBy


@dataclass(frozen=True, slots=True)
class Option:
    """Where a call may be made, and when it may start first and last."""

    place: int
    first_s: int
    last_s: int


@dataclass(frozen=True, slots=True)
class Call:
    """What is done at one of its options, worth `worth_s` of travel; `load` counts against room."""

    options: tuple[Option, ...]
    visit_s: int
    worth_s: int
    is_required: bool = False
    load: int = 0


@dataclass(frozen=True, slots=True)
class TeamDayModel:
    """A day of a team: between two places and times, with the ways of a profile."""

    first_place: int
    last_place: int
    start_s: int
    end_s: int
    profile: int = 0
    room: int | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoutingModel:
    """Calls, days of teams, and ways in whole seconds, one table per profile."""

    way_s: Sequence[IndexArray]
    calls: Sequence[Call]
    days: Sequence[TeamDayModel]


@dataclass(frozen=True, slots=True)
class CallOrder:
    """What is done on one day in order: pairs of a call and the number of its option."""

    day: int
    calls: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search, with how many iterations at most, and the seed of its chances."""

    time_limit_s: float
    seed: int = 0
    most_iterations: int | None = None
    most_idle: int = 20_000
    """Iterations without a better plan after which nothing more is expected."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Improved:
    """The best orders found; `cost_s` is travel and worth forgone, inf if they are infeasible."""

    orders: tuple[CallOrder, ...]
    cost_s: float
    stopped_by: StoppedBy


def improve(
    model: RoutingModel, *, effort: Effort, start: Sequence[CallOrder] | None = None
) -> Improved:
    """Search for orders with the least travel and worth forgone, going on from a start."""
    numbers = _numbers(model)
    data = _data(model, numbers)
    result = pyvrp.solve(
        data,
        stop=_stop(effort),
        seed=effort.seed,
        collect_stats=False,
        initial_solution=None if start is None else _solution(data, numbers, start),
    )
    return Improved(
        orders=tuple(_orders(result.best, numbers)),
        cost_s=result.cost(),
        stopped_by=_stopped_by(result, effort),
    )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Numbers:
    """PyVRP's numbers: clients are options of calls, types are days that are alike."""

    clients: Mapping[tuple[int, int], int]
    depots: Mapping[int, int]
    types: Mapping[TeamDayModel, Sequence[int]]
    type_of: Sequence[int]


def _numbers(model: RoutingModel) -> _Numbers:
    clients = [
        (number, option)
        for number, call in enumerate(model.calls)
        for option in range(len(call.options))
    ]
    places = {place for one in model.days for place in (one.first_place, one.last_place)}
    types: dict[TeamDayModel, list[int]] = {}
    for number, day in enumerate(model.days):
        types.setdefault(day, []).append(number)
    kinds = {day: kind for kind, day in enumerate(types)}
    return _Numbers(
        clients={client: number for number, client in enumerate(clients)},
        depots={place: number for number, place in enumerate(sorted(places))},
        types=types,
        type_of=[kinds[day] for day in model.days],
    )


def _stop(effort: Effort) -> StoppingCriterion:
    stops: list[StoppingCriterion] = [
        MaxRuntime(effort.time_limit_s),
        NoImprovement(effort.most_idle),
    ]
    if effort.most_iterations is not None:
        stops.append(MaxIterations(effort.most_iterations))
    return MultipleCriteria(stops)


def _stopped_by(result: pyvrp.Result, effort: Effort) -> StoppedBy:
    if result.num_iterations == effort.most_iterations:
        return StoppedBy.ITERATIONS
    has_time = result.runtime < effort.time_limit_s
    return StoppedBy.FINISHED if has_time else StoppedBy.TIME_LIMIT


def _data(model: RoutingModel, numbers: _Numbers) -> pyvrp.ProblemData:
    groups = _groups(model, numbers)
    group_of = {client: number for number, group in enumerate(groups) for client in group.clients}
    tables = list(model.way_s)
    return pyvrp.ProblemData(
        # PyVRP draws with coordinates, and reckons with the tables alone.
        locations=[pyvrp.Location(0, 0) for _ in tables[0]],
        clients=[
            _client(model, call, option, group_of.get(number))
            for (call, option), number in numbers.clients.items()
        ],
        depots=[pyvrp.Depot(place) for place in numbers.depots],
        vehicle_types=[
            _vehicle_type(day, len(alike), numbers) for day, alike in numbers.types.items()
        ],
        distance_matrices=tables,  # type: ignore[arg-type]  # its stub has the dtype as shape
        duration_matrices=tables,  # type: ignore[arg-type]  # its stub has the dtype as shape
        groups=groups,
    )


def _groups(model: RoutingModel, numbers: _Numbers) -> list[pyvrp.ClientGroup]:
    return [
        pyvrp.ClientGroup(
            [numbers.clients[number, option] for option in range(len(call.options))],
            required=call.is_required,
        )
        for number, call in enumerate(model.calls)
        if len(call.options) > 1
    ]


def _client(model: RoutingModel, number: int, option: int, group: int | None) -> pyvrp.Client:
    call = model.calls[number]
    chosen = call.options[option]
    return pyvrp.Client(
        chosen.place,
        delivery=[] if model.days[0].room is None else [call.load],
        service_duration=call.visit_s,
        tw_early=chosen.first_s,
        tw_late=chosen.last_s,
        prize=call.worth_s,
        required=call.is_required and group is None,
        group=group,
    )


def _vehicle_type(day: TeamDayModel, count: int, numbers: _Numbers) -> pyvrp.VehicleType:
    return pyvrp.VehicleType(
        num_available=count,
        capacity=[] if day.room is None else [day.room],
        start_depot=numbers.depots[day.first_place],
        end_depot=numbers.depots[day.last_place],
        tw_early=day.start_s,
        tw_late=day.end_s,
        profile=day.profile,
    )


def _solution(
    data: pyvrp.ProblemData, numbers: _Numbers, start: Sequence[CallOrder]
) -> pyvrp.Solution:
    routes = [
        pyvrp.Route(
            data, [numbers.clients[call] for call in order.calls], numbers.type_of[order.day]
        )
        for order in start
        if order.calls
    ]
    return pyvrp.Solution(data, routes)


def _orders(solution: pyvrp.Solution, numbers: _Numbers) -> Iterator[CallOrder]:
    calls, unused = list(numbers.clients), [list(alike) for alike in numbers.types.values()]
    for route in solution.routes():
        visited = tuple(calls[step.idx] for step in route if step.is_client())
        yield CallOrder(unused[route.vehicle_type()].pop(), visited)
