"""What the machine of money believes of a payment: a few numbers, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Paid:
    """The model of a payment."""

    amount: int
    contact: str
    status: str = "received"
    disputed: bool = False
    lies: dict[str, int] = field(default_factory=dict)
    refunded: int = 0
    promised: int = 0

    @property
    def free(self) -> int:
        if self.status != "received":
            return 0
        return self.amount - sum(self.lies.values()) - self.refunded - self.promised

    @property
    def movable(self) -> bool:
        return self.status == "received" and not self.disputed
