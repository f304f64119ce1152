"""Scores of a questionnaire by hand, and the cases where there is nothing to score."""

import pytest

from partyschool.domain.evaluation import Scale, Votes, item_of, recovery, satisfaction, score

SCALE = Scale(("非常满意", "满意", "基本满意", "不满意"), (100, 85, 60, 30))


def test_the_score_is_the_mean_of_the_items_by_their_points() -> None:
    votes = [Votes(75, (2, 0, 0, 0)), Votes(25, (0, 0, 0, 4))]
    assert score(votes, SCALE) == pytest.approx(0.75 * 100 + 0.25 * 30)


def test_the_score_is_the_mean_of_the_ballots_where_each_answers_everything() -> None:
    ballots = [(0, 1), (1, 1), (3, 2)]
    by_ballot = [0.6 * SCALE.hundredths[first] + 0.4 * SCALE.hundredths[second] for first, second in ballots]
    items = [Votes(60, (1, 1, 0, 1)), Votes(40, (0, 2, 1, 0))]
    assert score(items, SCALE) == pytest.approx(sum(by_ballot) / 3)


def test_an_item_that_nobody_answered_neither_helps_nor_harms() -> None:
    assert score([Votes(50, (0, 3, 0, 0)), Votes(50, (0, 0, 0, 0))], SCALE) == pytest.approx(85)


def test_without_votes_there_is_no_score_and_no_rate() -> None:
    assert score([Votes(100, (0, 0, 0, 0))], SCALE) is None
    assert score([], SCALE) is None
    assert satisfaction([Votes(100, (0, 0, 0, 0))]) is None
    assert recovery(3, 0) is None


def test_satisfaction_counts_the_two_highest_levels() -> None:
    assert satisfaction([Votes(50, (3, 2, 4, 1)), Votes(50, (5, 0, 5, 0))]) == pytest.approx(50)


def test_recovery_is_what_came_back_of_what_went_out() -> None:
    assert recovery(45, 50) == pytest.approx(90)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("教学内容 25", ("教学内容", 25)),
        ("  理论 联系 实际 20 ", ("理论 联系 实际", 20)),
        ("教学内容", None),
        ("教学内容 0", None),
        ("教学内容 101", None),
        ("25", None),
    ],
)
def test_an_item_is_written_with_its_points(text: str, item: tuple[str, int] | None) -> None:
    assert item_of(text) == item


def test_a_scale_comes_back_from_its_record() -> None:
    assert Scale.from_record(SCALE.to_record()) == SCALE
