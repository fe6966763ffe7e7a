"""Stacked bars are drawn in per cent of the plot."""

import pytest

from organizations.stacked_bars import BOTTOM, TOP, Part, StackedBars

PARTS = [Part("Red", "full"), Part("Green", "hollow")]


def bars(*counts):
    return StackedBars("Apples", "As they were.", PARTS, [(f"{n} May", each) for n, each in enumerate(counts, start=1)])


def test_blocks_stand_on_each_other_up_to_their_sum():
    first, second = bars((1, 3), (2, 0)).bars
    assert [(block.look, block.y, block.height) for block in first.blocks] == [("full", 68, 20), ("hollow", 8, 60)]
    assert [(block.look, block.y, block.height) for block in second.blocks] == [("full", 48, 40)]
    assert first.words == "1 May: 1 red, 3 green"


def test_empty_bar_keeps_its_place():
    nothing, something = bars((0, 0), (1, 0)).bars
    assert list(nothing.blocks) == [] and nothing.words == "1 May: nothing"
    assert (nothing.middle, something.middle) == (25, 75)


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, "0 1"),
        (1, "0 1"),
        (4, "0 1 2 3 4"),
        (5, "0 2 4 6"),
        (9, "0 5 10"),
        (47, "0 20 40 60"),
        (401, "0 200 400 600"),
    ],
)
def test_scale_has_whole_round_numbers(highest, ticks):
    found = bars((highest, 0)).ticks
    assert " ".join(tick.label for tick in found) == ticks
    assert (found[0].y, found[-1].y) == (BOTTOM, TOP)


def test_there_is_room_for_five_labels():
    labels = [bar.label for bar in bars(*[(1, 1)] * 13).bars]
    assert [label for label in labels if label] == ["1 May", "4 May", "7 May", "10 May", "13 May"]


def test_bars_stay_inside_and_only_parts_that_are_there_are_named():
    chart = bars(*[(1, 0)] * 60)
    assert chart.bars[0].blocks[0].x >= 0 and chart.bars[-1].blocks[0].x + chart.bars[-1].blocks[0].width <= 100
    assert [part.name for part in chart.shown_parts] == ["Red"]
    assert bars().bars == [] and bars().shown_parts == []
