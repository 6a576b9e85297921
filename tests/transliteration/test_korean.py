"""Korean names between Hangul, Latin and Cyrillic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import korean

GOLDEN = [
    ("김일성", "Gim Il-seong", "Kim Il-sŏng", "Ким Ильсон"),
    ("박헌영", "Bak Heon-yeong", "Pak Hŏn-yŏng", "Пак Хонён"),
    ("최용건", "Choe Yong-geon", "Ch'oe Yong-gŏn", "Чхве Ёнгон"),
    ("김두봉", "Gim Du-bong", "Kim Tu-bong", "Ким Тубон"),
]


@pytest.mark.parametrize(("hangul", "rr", "mr", "kontsevich"), GOLDEN)
def test_names_are_spelt_by_each_system(hangul: str, rr: str, mr: str, kontsevich: str) -> None:
    assert korean.name(hangul, "rr") == rr
    assert korean.name(hangul, "mr") == mr
    assert korean.name(hangul, "kontsevich") == kontsevich


@pytest.mark.parametrize(("hangul", "rr", "mr", "kontsevich"), GOLDEN)
def test_a_name_goes_from_either_latin_system_to_the_others(
    hangul: str, rr: str, mr: str, kontsevich: str
) -> None:
    assert korean.korean(mr, "mr", "rr") == rr
    assert korean.korean(rr, "rr", "mr") == mr
    assert korean.korean(mr, "mr", "kontsevich") == kontsevich


def test_syllables_can_stand_apart_as_the_press_of_the_time_has_them() -> None:
    assert korean.name("박일우", "kontsevich", " ") == "Пак Иль У"


syllables = st.builds(
    korean.syllable,
    st.sampled_from("ㄱㄴㄷㅁㅂㅅㅇㅈㅊㅎ"),
    st.sampled_from("ㅏㅓㅗㅜㅡㅣㅕㅛ"),
    st.sampled_from(["", "ㄱ", "ㄴ", "ㅁ", "ㅇ"]),
)


@given(st.lists(syllables, min_size=1, max_size=2).map("".join))
def test_revised_romanisation_with_hyphens_comes_back_to_hangul(word: str) -> None:
    assert korean.read(korean.spell(word, "rr", "-"), "rr") == word


@given(syllables)
def test_a_syllable_is_made_of_its_letters(syllable: str) -> None:
    assert korean.syllable(*korean.letters(syllable)) == syllable


def test_a_word_that_is_not_korean_stays() -> None:
    assert korean.korean("Stalin", "mr", "kontsevich") == "Stalin"
    assert not korean.is_hangul("Kim")


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(ValueError, match="rr, mr, kontsevich"):
        korean.name("김일성", "yale")
