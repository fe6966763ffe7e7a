"""Reading numbers as people write them, the same everywhere, and writing them back."""

import re
from decimal import Decimal

SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]+")
SUFFIXES = {"": Decimal(1), "k": Decimal(1000), "m": Decimal(10) ** 6, "bn": Decimal(10) ** 9}
SHAPE = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9][0-9., ]*|[.,][0-9]+)(?P<suffix>k|m|bn)?(?P<percent>%?)", re.ASCII)
LARGEST = Decimal(10) ** 14


class NotAQuantity(ValueError):
    """The text is no number, or could be two; the message says what to write."""


def parse_quantity(text: str, unit: str = "") -> Decimal:
    """`1.5`, `1,5`, `1 234,5`, `−5`, `12 %`, `3k` as a number. Raises NotAQuantity with words for the person."""
    plain = without_unit(SPACES.sub(" ", text.strip().replace("−", "-").replace("–", "-")).strip(), unit)
    match = SHAPE.fullmatch(re.sub(r"(?<=[+-]) | (?=[kKmM%bB])", "", plain).lower())
    if not match:
        raise NotAQuantity(f"“{shortened(text)}” is not a number. Write something like 1250 or 12.5.")
    if match["percent"] and unit not in ("", "%"):
        raise NotAQuantity(f"This is counted in {unit}, not in per cent. Write the number alone.")
    if match["suffix"] and match["suffix"] == unit.lower():
        raise NotAQuantity(f"“{shortened(text)}” could be the unit or a multiple. Write the number in full.")
    number = Decimal(plain_digits(match["digits"].strip(), text)) * SUFFIXES[match["suffix"] or ""]
    if number >= LARGEST:
        raise NotAQuantity("This number is too large: it must be below 100 000 000 000 000.")
    if number != number.quantize(Decimal("0.000001")):
        raise NotAQuantity("This number has too many decimals: six at most.")
    return -number if match["sign"] == "-" and number else number


def without_unit(text: str, unit: str) -> str:
    for mark in filter(None, (unit, "€", "$", "£")):
        if mark != "%" and text.lower().endswith(mark.lower()) and mark.lower() not in SUFFIXES:
            return text[: -len(mark)].strip()
        if text.lower().removeprefix("-").startswith(mark.lower()) and mark != "%":
            return text.lower().replace(mark.lower(), "", 1).strip()
    return text


def plain_digits(digits: str, text: str) -> str:
    """Digits with a dot for the decimals; thousands may be grouped by spaces, or by the mark that is not decimal."""
    if " " in digits:
        if not re.fullmatch(r"[0-9]{1,3}( [0-9]{3})+([.,][0-9]+)?", digits):
            raise NotAQuantity(f"“{shortened(text)}” has spaces in odd places. Write it without any.")
        digits = digits.replace(" ", "")
        return digits.replace(",", ".")
    marks = [mark for mark in ".," if mark in digits]
    if len(marks) == 2:
        decimal, group = (",", ".") if digits.rfind(",") > digits.rfind(".") else (".", ",")
        return decimals_after_groups(digits, decimal, group, text)
    if len(marks) == 1 and digits.count(marks[0]) > 1:
        return decimals_after_groups(digits, "", marks[0], text)
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", digits):
        grouped, decimal = digits.replace(",", ""), digits.replace(",", ".")
        raise NotAQuantity(f"“{shortened(text)}” could be {grouped} or {decimal}. Write the one that you mean.")
    return digits.replace(",", ".")


def decimals_after_groups(digits: str, decimal: str, group: str, text: str) -> str:
    whole, _, decimals = digits.partition(decimal) if decimal else (digits, "", "")
    if not re.fullmatch(rf"[0-9]{{1,3}}({re.escape(group)}[0-9]{{3}})+", whole) or not re.fullmatch("[0-9]*", decimals):
        raise NotAQuantity(f"“{shortened(text)}” is not a number. Write something like 1250 or 12.5.")
    return whole.replace(group, "") + ("." + decimals if decimals else "")


def shortened(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 24 else text[:23] + "…"


def plain_quantity(value: Decimal | None) -> str:
    """The number as a form or a file has it: no exponent, no grouping, no zeros at the end."""
    if value is None:
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
