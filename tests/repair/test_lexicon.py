"""Words, their grammar and their neighbours in the dictionary."""

from __future__ import annotations

import pytest

from pipeline.confusion import cost
from pipeline.lexicon import lexicon


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [("кадри", "кадры"), ("челезоделательной", "железоделательной"), ("нопример", "например"), ("логовор", "договор")],
)
def test_the_dictionary_is_searched_by_shape(damaged: str, clean: str) -> None:
    assert clean in lexicon("ru").near(damaged, 0.9, changes=False)


def test_one_arbitrary_change_is_found_only_if_asked_for() -> None:
    words = lexicon("ru")
    assert "экономического" in words.near("экономичестого", 1.1, changes=True)
    assert "экономического" not in words.near("экономичестого", 0.9, changes=False)


@pytest.mark.parametrize("word", ["договор", "сталелитейной", "пятилетнем", "просьбой"])
def test_the_cost_of_the_search_is_never_below_the_cost_of_the_damage(word: str) -> None:
    for found, value in lexicon("ru").near(word[:3] + "и" + word[4:], 0.9, changes=False).items():
        assert value >= cost(word[:3] + "и" + word[4:], found, "ru") - 1e-9 or "ё" in found


@pytest.mark.parametrize("word", ["договора", "трехдюймовых", "нефтепереработка", "СССР", "Пекин"])
def test_words_and_compounds_are_known(word: str) -> None:
    assert lexicon("ru").knows(word)


@pytest.mark.parametrize("word", ["договорю́а", "спарядов", "привительство", "эжоу"])
def test_damaged_words_are_not_known(word: str) -> None:
    assert not lexicon("ru").knows(word)


def test_senses_carry_grammar() -> None:
    assert any(s.lemma == "договор" and s.has("NOUN", "gent", "sing") for s in lexicon("ru").senses("договора"))


def test_frequent_words_are_more_frequent() -> None:
    words = lexicon("ru")
    assert words.frequency("мы") > words.frequency("снаряд") >= 0
    assert words.frequency("в") > 1000


def test_a_language_without_dictionary_knows_no_word() -> None:
    words = lexicon("mn")
    assert not words.knows("ном") and words.near("ном", 1.0) == {} and words.senses("ном") == ()
