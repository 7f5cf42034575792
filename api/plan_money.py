"""The money of a plan: what it may be, and costs of its own in place of the installation's."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.ranges import LEAST_YEARS, MOST_YUAN, Years, Yuan
from geo.errors import InvalidInput
from geo.messages import Message

MONEY_TOO_MUCH = Message(
    "money_too_much",
    zh="{name} 最多 {most:,.0f} 元；收到“{value}”，请改正。",
    en='{name} must be at most {most:,.0f} yuan, but "{value}" was sent; correct it',
)
YEARS_TOO_FEW = Message(
    "amortisation_too_short",
    zh="分摊年数（amortisation_years）至少 {least} 年；收到“{value}”，请改正。",
    en='amortisation_years must be at least {least}, but "{value}" was sent; correct it',
)
MONEY_OR_TARGET: tuple[JsonDict, ...] = (
    {"required": ["budget"], "properties": {"budget": {"type": "number"}}},
    {"required": ["target_share"], "properties": {"target_share": {"type": "number"}}},
    {"required": ["yearly_budgets"], "properties": {"yearly_budgets": {"minItems": 1}}},
)
"""Each of them says by itself what a plan is for."""


class OwnCostsAsked(BaseModel):
    """Costs that hold for one plan in place of the installation's, in yuan."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    staff_cost_per_open_hour: Yuan | None = None
    setup_cost: Yuan | None = None
    amortisation_years: Years | None = None
    yearly_rent: Yuan | None = None


def require_sizes(money: Mapping[str, float], costs: Mapping[str, float]) -> None:
    """Refuse yuan that nobody has, and costs that are spread over no time: InvalidInput."""
    years = costs.get("amortisation_years", LEAST_YEARS)
    if years < LEAST_YEARS:
        raise InvalidInput(YEARS_TOO_FEW, value=years, least=LEAST_YEARS)
    for name, yuan in [*money.items(), *costs.items()]:
        if name != "amortisation_years" and yuan > MOST_YUAN:
            raise InvalidInput(MONEY_TOO_MUCH, name=name, value=yuan, most=MOST_YUAN)
