"""Readings of damaged names keep what the record writes around them."""

from __future__ import annotations

import pytest

from pipeline.analysis import _styled
from pipeline.model import Mention, Span
from pipeline.source import read_bytes


@pytest.mark.parametrize(
    ("surface", "reading", "styled"),
    [
        ("И. Тедоренко", "Федоренко", "И. Федоренко"),
        ("И.В. Cтaлинa", "Сталина", "И.В. Сталина"),
        ("Ли Ту-чуню", "Ли Фучуню", "Ли Фу-чуню"),
        ("Чноу Энь-лаг", "Чжоу Энь-лай", "Чжоу Энь-лай"),
        ("товарища Стелина", "Сталина", "Сталина"),
    ],
)
def test_initials_and_hyphens_stay(surface: str, reading: str, styled: str) -> None:
    source = read_bytes(surface.encode(), "x.txt")
    mention = Mention(Span(0, len(surface)), "person", "x", "ru", 0.9, reading)
    assert _styled(mention, source).reading == styled


def test_a_name_without_a_reading_stays_as_it_is() -> None:
    mention = Mention(Span(0, 6), "person", "stalin", "ru")
    assert _styled(mention, read_bytes("Сталин".encode(), "x.txt")) is mention
