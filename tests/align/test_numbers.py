"""Numbers in running text."""

from __future__ import annotations

import pytest

from pipeline.numbers import numbers_of


@pytest.mark.parametrize(
    "text, lang, values",
    [
        ("около 70 тыс. человек", "ru", [70_000]),
        ("20 thous. men", "en", [20_000]),
        ("1,5 млн. и полтора миллиона", "ru", [1_500_000, 1_500_000]),
        ("1.5 million, one and a half million", "en", [1_500_000, 1_500_000]),
        ("два с половиной миллиона", "ru", [2_500_000]),
        ("96.600 и 1 500 000", "ru", [96_600, 1_500_000]),
        ("96,600", "en", [96_600]),
        ("one hundred and fifty; twenty-five", "en", [150, 25]),
        ("сто пятьдесят тысяч двадцать пять", "ru", [150_025]),
        ("12,5тыс., 350км, 1951г.", "ru", [12_500, 350, 1951]),
        ("X1X и 2нь", "ru", []),
        ("3-4 years", "en", [3, 4]),
        ("50 % 和 200", "zh", [50, 200]),
    ],
)
def test_numbers_are_read_however_they_are_written(text: str, lang: str, values: list[float]) -> None:
    assert [n.value for n in numbers_of(text, lang)] == values


def test_the_range_of_a_number_holds_its_words() -> None:
    text = "было 70 тыс. человек и 51%"
    assert [text[n.start : n.end] for n in numbers_of(text, "ru")] == ["70 тыс", "51%"]


def test_a_comma_that_can_be_read_in_two_ways_keeps_both() -> None:
    assert set(numbers_of("1,500 рублей", "ru")[0].values) == {1.5, 1500}


def test_words_that_name_a_number_in_passing_ask_for_nothing() -> None:
    assert not any(n.is_firm for n in numbers_of("both first, two and one", "en"))
    assert not any(n.is_firm for n in numbers_of("пятилетний план, обе стороны, третий", "ru"))
