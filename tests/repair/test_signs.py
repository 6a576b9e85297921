"""Letters of another script, figures and letters for each other, words of the frame, names with initials."""

from __future__ import annotations

import pytest

from pipeline.lookalikes import native, with_letters_for_digits
from pipeline.metadata import read_metadata
from pipeline.model import Mention, Span
from pipeline.repair import repair
from pipeline.source import read_bytes
from pipeline.structure import structure

from .damage import RUSSIAN


def _readings(*blocks: str, mentions: tuple[Mention, ...] = ()) -> dict[str, str]:
    source = read_bytes("\n\n".join([*blocks, *RUSSIAN]).encode(), "x.txt")
    metadata = read_metadata(source)
    return {c.sic: c.corr for c in repair(structure(source, metadata), metadata, mentions)}


@pytest.mark.parametrize(
    ("text", "lang", "read"),
    [
        ("сдeлано", "ru", "сдeлано".replace("e", "е")),
        ("CCCP", "ru", "СССР"),
        ("Гepe", "ru", "Гере"),
        ("Venera и Mars", "ru", "Venera и Mars"),
        ("XX съезд", "ru", "XX съезд"),
        ("Mаrshal", "en", "Marshal"),
        ("сдeлано", "zh", "сдeлано"),
    ],
)
def test_words_of_two_scripts_have_one(text: str, lang: str, read: str) -> None:
    assert native(text, lang) == read
    assert len(native(text, lang)) == len(text)


@pytest.mark.parametrize(
    ("word", "read"), [("О6ращаем", "Обращаем"), ("3дание", "здание"), ("6й", None), ("1953", None)]
)
def test_a_figure_among_letters_is_a_letter(word: str, read: str | None) -> None:
    assert with_letters_for_digits(word) == read


@pytest.mark.parametrize(
    ("line", "sic", "corr"),
    [
        ("Не надо oбострять положение на границе.", "oбострять", "обострять"),
        ("О6ращаем внимание на сроки поставок.", "О6ращаем", "Обращаем"),
        ("Делегация прибыла З0 ноября и сразу уехала.", "З0", "30"),
        ("Соглашение подписано в 19б1 году в столице.", "19б1", "1961"),
        ("В письме от 28 нюня говорилось о зерне.", "нюня", "июня"),
    ],
)
def test_signs_for_letters_and_figures(line: str, sic: str, corr: str) -> None:
    assert _readings(line).get(sic) == corr


@pytest.mark.parametrize(
    "line",
    [
        "Отпечатано мп/вк в двух экземплярах.",
        "Тов. М и к о я н согласился с этим.",
        "В 6й раз повторил он свой вопрос.",
    ],
)
def test_left_alone(line: str) -> None:
    assert not _readings(line)


def test_words_of_the_frame() -> None:
    assert _readings("Сoв. секретпо") == {"Сoв": "Сов", "секретпо": "секретно"}
    found = _readings(
        "СЕКРЕТ0", "ЗЛПИСЬ БЕСЕДЫ", "30 ноября 1960 года", "Министр заявил, что договор будет подписан."
    )
    assert found == {"СЕКРЕТ0": "СЕКРЕТНО", "ЗЛПИСЬ": "ЗАПИСЬ"}


def _mention(text: str, name: str, reading: str) -> Mention:
    start = text.index(name)
    return Mention(Span(start, start + len(name)), "person", "x", "ru", 0.95, reading)


def test_a_reading_without_initials_leaves_them_where_they_are() -> None:
    line = "Ильхов Н.С. и Веселсв прибыли вместе."
    mentions = (_mention(line, "Ильхов Н.С.", "Ильков"), _mention(line, "Веселсв", "Веселов"))
    assert _readings(line, mentions=mentions) == {"Ильхов": "Ильков", "Веселсв": "Веселов"}


def test_a_full_stop_is_no_damage() -> None:
    line = "Надъ И прибыл вчера вечером."
    assert _readings(line, mentions=(_mention(line, "Надъ И", "Надь И."),)) == {"Надъ": "Надь"}


def test_the_reading_is_spelt_as_the_document_spells() -> None:
    line = "Хруцев прибыл вчера вечером."
    assert _readings(line, mentions=(_mention(line, "Хруцев", "Хрущёв"),)) == {"Хруцев": "Хрущев"}
    yo = "Ещё приём, ещё отчёт, его счёт."
    assert _readings(line, yo, mentions=(_mention(line, "Хруцев", "Хрущёв"),))["Хруцев"] == "Хрущёв"
