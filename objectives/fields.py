"""Form fields that more than one app uses: numbers as people write them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from objectives.models.objective import GREATEST_WEIGHT
from objectives.quantities import NotAQuantity, parse_quantity, plain_quantity


class QuantityInput(forms.TextInput):
    """A text input: the browser's own number input would refuse `1,5` and forget what was typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        return plain_quantity(value) if isinstance(value, Decimal) else super().format_value(value)


class QuantityField(forms.Field):
    """A number in any of the ways that people write it; what was typed stays as it was typed."""

    widget = QuantityInput
    default_error_messages = {"required": "Write a number."}

    def __init__(
        self, *, unit: str = "", lowest: Decimal | None = None, highest: Decimal | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.unit, self.lowest, self.highest = unit, lowest, highest

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return parse_quantity(str(value), self.unit)
        except NotAQuantity as error:
            raise ValidationError(str(error)) from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.lowest is not None and value < self.lowest:
            raise ValidationError(f"Write {plain_quantity(self.lowest)} or more.")
        if self.highest is not None and value > self.highest:
            raise ValidationError(f"Write {plain_quantity(self.highest)} or less.")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True


class NeededSometimes:
    """A field whose hint says when it is needed: it is called neither optional nor required, and the form checks it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"required": True})
        self.widget.use_required_attribute = lambda initial: False  # type: ignore[attr-defined]

    def validate(self, value: Any) -> None:
        if value not in (None, ""):
            super().validate(value)  # type: ignore[misc]


class AimField(NeededSometimes, QuantityField):
    """A number that some measures need and others have no use for."""


class WeightField(QuantityField):
    """How much something counts: 0 to 1000, three decimals at most."""

    def __init__(self, **options: Any) -> None:
        messages = {"required": "Write a weight, such as 1. With 0 it counts nothing."}
        super().__init__(
            lowest=Decimal(0), highest=GREATEST_WEIGHT, initial=Decimal(1), error_messages=messages, **options
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value != value.quantize(Decimal("0.001")):
            raise ValidationError("A weight has three decimals at most.")
