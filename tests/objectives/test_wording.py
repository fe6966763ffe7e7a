"""Aims in words, complete and not."""

from decimal import Decimal

import pytest

from objectives.models import KeyResult
from objectives.wording import aim_in_words, missing_in_words


@pytest.mark.parametrize(
    ("facts", "words", "missing"),
    [
        ({"start": 120, "target": 200}, "from 120 to 200 people", ""),
        ({"start": 120}, "from 120 people, target not set", "target"),
        ({"target": 200}, "to 200 people, start not set", "start"),
        ({}, "target not set", "start and target"),
        ({"measure": "currency", "unit": "€", "start": 5}, "from €5, target not set", "target"),
        ({"measure": "yes_no"}, "done or not", ""),
        ({"measure": "at_least", "low": 5}, "at least 5 people", ""),
        ({"measure": "at_least", "start": 1}, "limit not set", "limit"),
        ({"measure": "at_most", "high": 5}, "at most 5 people", ""),
        ({"measure": "at_most"}, "limit not set", "limit"),
        ({"measure": "between", "low": 1, "high": 5}, "between 1 and 5 people", ""),
        ({"measure": "between", "low": 1}, "at least 1 people, upper limit not set", "upper limit"),
        ({"measure": "between", "high": 5}, "at most 5 people, lower limit not set", "lower limit"),
        ({"measure": "between"}, "limits not set", "limits"),
    ],
)
def test_aim_says_what_it_has_and_what_it_waits_for(acme, facts, words, missing):
    numbers = {name: Decimal(value) for name, value in facts.items() if isinstance(value, int)}
    key_result = KeyResult(**{"unit": "people"} | facts | numbers)
    assert aim_in_words(key_result).replace("\xa0", " ") == words
    assert missing_in_words(key_result) == missing
    assert key_result.has_an_aim is not bool(missing)
