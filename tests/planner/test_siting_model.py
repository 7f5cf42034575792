import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.siting_model import Effort, Outcome, SitingModel, build_model, solve
from tests.plan_choices import LIMITS, outcome, towns

NOTHING = np.array([], dtype=np.int64)
EXACTLY = Effort(gap=0)


def best(model: SitingModel, objective: np.ndarray, *, gain: float, offset: float) -> list[float]:
    """What the solver proves and what its plan comes to, people gained and backed up."""
    least = Outcome(gain=gain)
    found = solve(model, objective, start=NOTHING, least=least, effort=EXACTLY, offset=offset)
    made = model.outcome(found.chosen)
    return [found.bound, made.gain, made.backup]


@settings(max_examples=80)
@given(towns(), LIMITS, st.integers(1, 3))
def test_what_is_proven_is_the_best_of_every_choice(place, limits, days):
    assume(len(place.actions))
    rows = place.rows(days=days, backup=True)
    model = build_model(rows, place.actions, limits=limits, needed=np.zeros(0))
    tried = [outcome(place, chosen, days) for chosen in place.choices(limits)]
    today = place.demand.people[rows.is_covered_today].sum()
    twice = place.demand.people[rows.backed_up(NOTHING)].sum()

    covered = best(model, model.values(y=model.gains), gain=0, offset=today)
    backed_up = best(model, model.values(b=rows.people), gain=max(tried)[0] - today, offset=twice)

    assert covered[:2] == pytest.approx([max(tried)[0], max(tried)[0] - today])
    assert [backed_up[0], backed_up[2] + twice] == pytest.approx([max(tried)[1]] * 2)
