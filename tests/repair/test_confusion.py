"""How alike words look to OCR."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.confusion import cost, nearest, similarity

WORDS = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюя-", min_size=0, max_size=12)


@pytest.mark.parametrize(
    ("damaged", "clean", "lang"),
    [
        ("кадри", "кадры", "ru"), ("плоне", "плане", "ru"), ("Знь-лай", "Энь-лай", "ru"), ("заводьi", "заводы", "ru"),
        ("cтрaнa", "страна", "ru"), ("modem", "modern", "en"), ("tbe", "the", "en"), ("II", "Il", "en"), ("1eft", "left", "en"),
    ],
)  # fmt: skip
def test_lookalikes_cost_less_than_half_a_letter(damaged: str, clean: str, lang: str) -> None:
    assert 0 < cost(damaged, clean, lang) < 0.5


@pytest.mark.parametrize(("damaged", "clean"), [("дом", "дым"), ("завод", "запад"), ("нота", "рота")])
def test_letters_of_other_shapes_cost_more_than_lookalikes(damaged: str, clean: str) -> None:
    assert cost(damaged, clean, "ru") > cost("кадри", "кадры", "ru")


def test_case_and_hyphens_cost_little() -> None:
    assert cost("сталь", "Сталь", "ru") < 0.1
    assert cost("военноморской", "военно-морской", "ru") < 0.2


def test_beyond_the_limit_the_cost_is_infinite() -> None:
    assert cost("завод", "перемирие", "ru", limit=2.0) == inf


def test_capitals_are_confused_by_the_shapes_of_capitals() -> None:
    assert cost("Тедоров", "Федоров", "ru") < cost("атим", "афим", "ru")


@given(WORDS)
def test_a_word_is_itself(word: str) -> None:
    assert cost(word, word, "ru") == 0
    assert similarity(word, word, "ru") == 1


@given(WORDS, WORDS)
def test_likeness_lies_between_nothing_and_the_same(one: str, two: str) -> None:
    assert 0 <= similarity(one, two, "ru") <= 1
    assert cost(one, two, "ru", limit=50) <= len(one) + len(two)


@given(WORDS, st.lists(WORDS, max_size=8))
def test_nearest_is_sorted_and_keeps_the_limit(word: str, candidates: list[str]) -> None:
    found = nearest(word, candidates, "ru", limit=1.5)
    assert [c for _, c in found] == sorted(c for _, c in found)
    assert all(c <= 1.5 for _, c in found)
    assert (word in candidates) == (bool(found) and (word, 0.0) in found)


def test_a_language_without_a_table_still_counts_edits() -> None:
    assert cost("abc", "abd", "xx") == 1
