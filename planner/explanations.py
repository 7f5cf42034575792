"""Why each action is in a plan: whom it covers, who depends on it, and what it helps along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geo.streets import BoolArray, IndexArray
from planner.build_schedule import ScheduledAction
from planner.cover_rows import CoverRows
from planner.coverage import Coverage, Reason


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Explanation:
    """What one action does in its plan; demand points as rows, those with the most people first.

    `reached` are those it newly covers after the actions before it, `only_here` those the whole
    plan would lose without it. An action may also lay ground for others: `together` are those
    whom later actions cover only because this one was taken, and `helps` the orders of these
    actions. `backed_up` are those who have a second site only since this action, or would have
    none without it; it is empty unless the rows were made for backups.

    `people_by_reason` says why the people of `reached`, or of `together` where it reaches nobody
    by itself, are not covered today.
    """

    reached: IndexArray
    only_here: IndexArray
    together: IndexArray
    helps: tuple[int, ...]
    backed_up: IndexArray
    people_by_reason: Mapping[Reason, float]

    @property
    def reason(self) -> Reason | None:
        """Return the reason of most people; None where the action helps to cover nobody."""
        most = max(Reason, key=lambda reason: self.people_by_reason[reason])
        return most if self.people_by_reason[most] else None


def explain_actions(
    rows: CoverRows, scheduled: Sequence[ScheduledAction], coverage: Coverage
) -> list[Explanation]:
    """Explain the actions of a plan, in the order in which they are taken.

    `coverage` is that of today, by the existing sites alone.
    """
    plan = rows.of_actions(np.array([each.action for each in scheduled], dtype=np.int64))
    count, people = len(scheduled), rows.demand.people
    reached, lost = _added(plan.covered, count), _lost(plan.covered, count)
    backed_up = _added(plan.backed_up, count) | _lost(plan.backed_up, count)
    explanations = []
    for step, enabled in enumerate(_enabled(plan, reached & (people > 0))):
        together = np.any([np.zeros(len(people), dtype=bool), *enabled.values()], axis=0)
        subject = reached[step] if people[reached[step]].any() else together
        explanations.append(
            Explanation(
                reached=_largest_first(plan, reached[step]),
                only_here=_largest_first(plan, lost[step]),
                together=_largest_first(plan, together),
                helps=tuple(scheduled[later].order for later in enabled),
                backed_up=_largest_first(plan, backed_up[step]),
                people_by_reason={
                    reason: float(people[subject & (coverage.reasons == reason)].sum())
                    for reason in Reason
                },
            )
        )
    return explanations


def _added(holds: Callable[[IndexArray], BoolArray], count: int) -> BoolArray:
    """Tell for whom each action brings about what holds; actions × demand points."""
    steps = np.array([holds(np.arange(done)) for done in range(count + 1)])
    return np.asarray(steps[1:] & ~steps[:-1])


def _lost(holds: Callable[[IndexArray], BoolArray], count: int) -> BoolArray:
    """Tell for whom it would no longer hold without each action; actions × demand points."""
    every = np.arange(count)
    whole = holds(every)
    without = [holds(np.delete(every, step)) for step in range(count)]
    return np.asarray(whole & ~np.array(without, dtype=bool).reshape(count, len(whole)))


def _enabled(plan: CoverRows, reached: BoolArray) -> list[dict[int, BoolArray]]:
    """Tell for each action whom later ones reach only because of it, by the later action."""
    enabled: list[dict[int, BoolArray]] = [{} for _ in reached]
    for later, newly in enumerate(reached):
        needs_others = newly & ~plan.covered(np.array([later]))
        if not needs_others.any():
            continue
        taken = np.arange(later + 1)
        for step in range(later):
            missed = needs_others & ~plan.covered(np.delete(taken, step))
            if missed.any():
                enabled[step][later] = missed
    return enabled


def _largest_first(plan: CoverRows, chosen: BoolArray) -> IndexArray:
    found = np.flatnonzero(chosen)
    return found[np.argsort(-plan.demand.people[found], kind="stable")]
