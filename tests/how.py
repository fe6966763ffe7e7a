"""How an objective counts, for formulas that are tested without one."""

from dataclasses import dataclass
from decimal import Decimal

from objectives.models import Counting


@dataclass(frozen=True)
class How:
    supporters_weight: Decimal = Decimal(1)
    counting: str = Counting.TOGETHER
