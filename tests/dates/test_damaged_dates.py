"""Dates whose figures or months the scanner or the typist wrote otherwise."""

from __future__ import annotations

import pytest

from pipeline.dates import find_dates


@pytest.mark.parametrize(
    ("text", "surface", "when"),
    [
        ("З0 ноября 1952 года состоялась беседа", "З0 ноября 1952 года", "1952-11-30"),
        ("В 1О мая было решено", "1О мая", "1953-05-10"),
        ("I мая был праздник", "I мая", "1953-05-01"),
        ("В письме от 28 нюня говорилось", "28 нюня", "1953-06-28"),
        ("13 июпя 1953 года", "13 июпя 1953 года", "1953-06-13"),  # July is as near; the document is of June
        ("20 авгуота 1952 года", "20 авгуота 1952 года", "1952-08-20"),
        ("28.Х.52 ВЕСЕЛОВ", "28.Х.52", "1952-10-28"),
        ("5/ХП-52 г.", "5/ХП-52 г.", "1952-12-05"),
        ("от 20.УІ.53", "20.УІ.53", "1953-06-20"),
        ("3.Ш.1953", "3.Ш.1953", "1953-03-03"),
    ],
)
def test_damaged_and_typed_dates(text: str, surface: str, when: str) -> None:
    assert [(text[a:b], m.when) for a, b, m in find_dates(text, "ru", anchor="1953-06-13")] == [
        (surface, when)
    ]


def test_days_of_a_damaged_month() -> None:
    text = "Во время переговоров 15-18 нояоря 1952 года"
    assert [(text[a:b], m.from_, m.to) for a, b, m in find_dates(text, "ru", anchor="1953-06-13")] == [
        ("15-18 нояоря 1952 года", "1952-11-15", "1952-11-18")
    ]


@pytest.mark.parametrize("text", ["15 карт", "б июля", "Срок - З1/Х-56 г", "25 сотрудник"])
def test_no_dates(text: str) -> None:
    assert not find_dates(text, "ru", anchor="1953-06-13")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "В июне 1960 года, и затем в ноябре того же года он выступил."),
        ("en", "In June 1960, and then in November of the same year, he spoke."),
    ],
)
def test_the_same_year_is_that_of_the_date_before(lang: str, text: str) -> None:
    assert [m.when for _, _, m in find_dates(text, lang, anchor="1961-06-05")] == ["1960-06", "1960-11"]
