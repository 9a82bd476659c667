"""The sums of a job."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from workflows.money import Money, zero


class Figures(BaseModel):
    """Sums over the whole job: `invoiced` less what was credited, `paid` less what was given back or bounced.
    `outstanding` and `deposits_held` follow from the others."""

    model_config = ConfigDict(frozen=True)

    seconds_worked: int = 0
    labour_cost: Money
    quoted: Money
    accepted: Money
    invoiced: Money
    paid: Money
    allocated: Money
    written_off: Money = zero()

    @property
    def outstanding(self) -> Money:
        return self.invoiced - self.written_off - self.allocated

    @property
    def deposits_held(self) -> Money:
        return self.paid - self.allocated


def no_figures(currency: str) -> Figures:
    nothing = zero(currency)
    return Figures(
        labour_cost=nothing,
        quoted=nothing,
        accepted=nothing,
        invoiced=nothing,
        paid=nothing,
        allocated=nothing,
        written_off=nothing,
    )
