"""What a stated confidence of 0 to 10 means, in words and to how many decimals."""

from decimal import ROUND_DOWN, Decimal
from typing import Literal

Said = Literal["on_track", "at_risk", "off_track", "not_started"]


def said(confidence: Decimal | int | None) -> Said:
    """7 to 10 on track, 4 to 6 at risk, 0 to 3 off track; what was never said is not started, and never green."""
    if confidence is None:
        return "not_started"
    if confidence >= 7:
        return "on_track"
    return "at_risk" if confidence >= 4 else "off_track"


def to_one_decimal(confidence: Decimal | None) -> Decimal | None:
    """A mean as it is shown, rounded down: nothing looks surer than it is."""
    if confidence is None:
        return None
    rounded = confidence.quantize(Decimal("0.1"), ROUND_DOWN)
    # Normalized, ten would read 1E+1.
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
