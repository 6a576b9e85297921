"""Dates, times, durations and measures in running text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import dates_of, find_dates, find_measures
from pipeline.model import DateMention, Measure, Metadata, Span, Structure, Unit, Zone

SHARED = Path(__file__).resolve().parents[3] / "shared"


def value(m: DateMention) -> str | None:
    if m.when or m.dur:
        return m.when or m.dur
    return f"{m.from_}/{m.to}" if m.from_ else f"{m.not_before}?{m.not_after}"


def dates(text: str, lang: str, anchor: str | None = "1950-06-01") -> list[tuple[str, str | None]]:
    return [(text[s:e], value(m)) for s, e, m in find_dates(text, lang, anchor=anchor)]


RU = [
    ("поставка в апреле-мае 1954 года цемента", "апреле-мае 1954 года", "1954-04/1954-05"),
    ("и февраль этого года как срок", "февраль этого года", "1950-02"),
    ("от 27/IX и позже", "27/IX", "1950-09-27"),
    ("до 14 сентября. Он", "14 сентября", "1950-09-14"),
    ("12 числа этого месяца он", "12 числа этого месяца", "1950-06-12"),
    ("перерыв до 14 часов.", "14 часов", "14:00:00"),
    ("в течение 24 часов.", "24 часов", "PT24H"),
    ("22 января 1950 г. состоялась", "22 января 1950 г.", "1950-01-22"),
    ("20 августа 1952 года", "20 августа 1952 года", "1952-08-20"),
    ("Вчера, 17 мая, тов.", "17 мая", "1950-05-17"),
    ("с мая 1951 года", "мая 1951 года", "1951-05"),
    ("в 1939 году", "1939 году", "1939"),
    ("в 1939 го ду было", "1939 го ду", "1939"),
    ("в начале 1950 года", "1950 года", "1950"),
    ("1951г. в Корее", "1951г.", "1951"),
    ("29.IX.1952 г.", "29.IX.1952 г.", "1952-09-29"),
    ("13/III-1953 г.", "13/III-1953 г.", "1953-03-13"),
    ("25-27 января", "25-27 января", "1950-01-25/1950-01-27"),
    ("с 25 по 27 января 1950 года", "25 по 27 января 1950 года", "1950-01-25/1950-01-27"),
    ("23 или 24 мая", "23 или 24 мая", "1950-05-23?1950-05-24"),
    ("28 января - 3 февраля 1950 г.", "28 января - 3 февраля 1950 г.", "1950-01-28/1950-02-03"),
    ("в 1949-1951 гг.", "1949-1951 гг.", "1949/1951"),
    ("I952 г.", "I952 г.", "1952"),
    ("5-го марта 1953 года", "5-го марта 1953 года", "1953-03-05"),
    ("1 июля с.г.", "1 июля с.г.", "1950-07-01"),
    ("в мае прошлого года", "мае прошлого года", "1949-05"),
    ("первого октября 1949 г.", "первого октября 1949 г.", "1949-10-01"),
    ("20 августа 1952 года", "20 августа 1952 года", "1952-08-20"),
    ("в 18 час. 30 мин.", "18 час. 30 мин.", "18:30:00"),
    ("продолжалась два часа.", "два часа", "PT2H"),
    ("полтора часа", "полтора часа", "PT1H30M"),
    ("1 час 30 минут", "1 час 30 минут", "PT1H30M"),
]
EN = [
    ("the delivery in April-May 1954 of tons of cement", "April-May 1954", "1954-04/1954-05"),
    ("and February of this year as the time", "February of this year", "1950-02"),
    ("in 1948 Greek troops violated it", "1948", "1948"),
    ("Sent 27/IX at once", "27/IX", "1950-09-27"),
    ("by 1 October. Then", "1 October", "1950-10-01"),
    ("last November. Then", "November", "1949-11"),
    ("between 15 and 20 May, I", "15 and 20 May", "1950-05-15/1950-05-20"),
    ("from the 16th to the 18th of May he", "16th to the 18th of May", "1950-05-16/1950-05-18"),
    ("on the 12th of last month, he", "12th of last month", "1950-05-12"),
    ("your letter of the 1st.", "1st", "1950-06-01"),
    ("by the 20th.", "20th", "1950-06-20"),
    ("he wrote on the 23rd.", "23rd", "1950-05-23"),
    ("signed 7.10.49, at", "7.10.49", "1949-10-07"),
    ("Time: 5:30 p.m.", "5:30 p.m.", "17:30:00"),
    ("at 11 a.m. he", "11 a.m.", "11:00:00"),
    ("at 12 o'clock, at", "12 o'clock", "12:00:00"),
    ("January 22, 1950", "January 22, 1950", "1950-01-22"),
    ("22 January 1950", "22 January 1950", "1950-01-22"),
    ("Mao, Dec.20, 1949", "Dec.20, 1949", "1949-12-20"),
    ("By approximately 10 August, we", "10 August", "1950-08-10"),
    ("on about May 23 or 24.", "May 23 or 24", "1950-05-23?1950-05-24"),
    ("at the beginning of 1950 if", "1950", "1950"),
    ("that in 1939 there", "1939", "1939"),
    ("[October 1952] XIX Congress", "October 1952", "1952-10"),
    ("Since May 1951, a front", "May 1951", "1951-05"),
    ("January 25-27, 1950", "January 25-27, 1950", "1950-01-25/1950-01-27"),
    ("from 25 to 27 January 1950", "25 to 27 January 1950", "1950-01-25/1950-01-27"),
    ("May 30-June 2, 1951", "May 30-June 2, 1951", "1951-05-30/1951-06-02"),
    ("the 14th of February 1950", "14th of February 1950", "1950-02-14"),
    ("March 5 and 6, 1953", "March 5 and 6, 1953", "1953-03-05/1953-03-06"),
    ("in 1949-1950 we", "1949-1950", "1949/1950"),
    ("the 1945 treaty", "1945", "1945"),
    ("took two hours.", "two hours", "PT2H"),
    ("two and a half hours", "two and a half hours", "PT2H30M"),
    ("at 5:30 p.m.", "5:30 p.m.", "17:30:00"),
]


@pytest.mark.parametrize(("text", "surface", "when"), RU)
def test_russian_dates_have_their_extent_and_value(text: str, surface: str, when: str) -> None:
    assert dates(text, "ru") == [(surface, when)]


@pytest.mark.parametrize(("text", "surface", "when"), EN)
def test_english_dates_have_their_extent_and_value(text: str, surface: str, when: str) -> None:
    assert dates(text, "en") == [(surface, when)]


def test_four_figures_after_the_date_of_a_telegram_are_the_time() -> None:
    assert dates("18 May 1949 1718", "en") == [("18 May 1949", "1949-05-18"), ("1718", "17:18:00")]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("к имню 1355 года", "ru"),
        ("в 30-х годах", "ru"),
        ("в 1930-х годах", "ru"),
        ("№ 1950", "ru"),
        ("до 1950 тонн", "ru"),
        ("in the 1930s", "en"),
        ("of 1950 tons", "en"),
        ("to 1,950 people", "en"),
        ("we may 5", "en"),
        ("they march 10 km", "en"),
        ("article 3", "en"),
        ("five year plan", "en"),
        ("document 111245", "en"),
    ],
)
def test_what_is_no_date_or_cannot_be_read_is_left_alone(text: str, lang: str) -> None:
    assert dates(text, lang) == []


def test_a_day_of_the_other_end_of_the_year_belongs_to_the_year_it_is_near() -> None:
    assert dates("16 декабря", "ru", "1950-01-22") == [("16 декабря", "1949-12-16")]
    assert dates("December 16", "en", "1949-12-20") == [("December 16", "1949-12-16")]


def test_a_day_in_an_undated_document_has_no_year() -> None:
    assert dates("17 мая", "ru", None) == [("17 мая", "--05-17")]


def test_a_language_without_tables_has_no_dates() -> None:
    assert find_dates("17 mai 1950", "fr") == []
    assert find_measures("17 km", "fr") == []


@given(st.text("0123456789 маяIX./-гJanuary,", max_size=40), st.sampled_from(["ru", "en"]))
def test_mentions_lie_in_order_in_the_text_and_do_not_overlap(text: str, lang: str) -> None:
    at = 0
    for start, end, mention in find_dates(text, lang, anchor="1950-01-22"):
        assert at <= start < end <= len(text)
        assert mention.span == Span(start, end)
        assert value(mention) is not None
        at = end


MEASURES = [
    ("en", "for US$20 million in", "US$20 million", 20000000, None, "USD"),
    ("en", "i.e. US$ 400 million, from", "US$ 400 million", 400000000, None, "USD"),
    ("ru", "было 1,5 млн. членов", "1,5 млн. членов", 1500000, None, "member"),
    ("ru", "полтора миллиона корейцев", "полтора миллиона", 1500000, None, None),
    ("ru", "до 51%?", "51%", 51, None, "percent"),
    ("ru", "один процент", "один процент", 1, None, "percent"),
    ("ru", "снарядов 122 мм., для", "122 мм", 122, None, "mm"),
    ("ru", "на 15-20 км", "15-20 км", 15, 20, "km"),
    ("ru", "каждые два-три года", "два-три года", 2, 3, "year"),
    ("ru", "10 тыс. человек", "10 тыс. человек", 10000, None, "person"),
    ("ru", "еще 13.600 китайских добровольцев", "13.600", 13600, None, "volunteer"),
    ("ru", "сто двадцать пять дивизий", "сто двадцать пять дивизий", 125, None, "division"),
    ("ru", "300 млн. долларов США", "300 млн. долларов", 3e8, None, "USD"),
    ("en", "there are 151 enterprises", "151 enterprises", 151, None, "enterprise"),
    ("en", "only one percent", "one percent", 1, None, "percent"),
    ("en", "15 per cent of", "15 per cent", 15, None, "percent"),
    ("en", "83 thousand POWs", "83 thousand POWs", 83000, None, "prisoner"),
    ("en", "one and a half million Koreans", "one and a half million", 1500000, None, None),
    ("en", "$300 million", "$300 million", 3e8, None, "USD"),
    ("en", "13,600 Chinese volunteers", "13,600", 13600, None, "volunteer"),
    ("en", "10 anti-aircraft gun regiments", "10", 10, None, "regiment"),
    ("en", "two hundred and ten tanks", "two hundred and ten tanks", 210, None, "tank"),
]


@pytest.mark.parametrize(("lang", "text", "surface", "least", "most", "unit"), MEASURES)
def test_measures_have_their_quantity_and_unit(
    lang: str, text: str, surface: str, least: float, most: float | None, unit: str | None
) -> None:
    ((start, end, found),) = find_measures(text, lang)
    assert text[start:end] == surface
    expected = (least, None, None) if most is None else (None, least, most)
    assert (found.quantity, found.at_least, found.at_most) == expected
    assert found.unit == unit


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "article 3 of"),
        ("en", "five year plan"),
        ("en", "one man"),
        ("ru", "№ 5"),
        ("ru", "статья 3"),
        ("ru", "1355 года"),
    ],
)
def test_numbers_that_measure_nothing_are_left_alone(lang: str, text: str) -> None:
    assert find_measures(text, lang) == []


def test_mentions_of_a_document_point_into_its_source() -> None:
    source = "<u>Мао</u>: 17\nмая 10 тыс. человек"
    text = "Мао: 17 мая 10 тыс. человек"
    offsets = tuple(i for i in range(len(source)) if i not in range(3) and i not in range(6, 10))
    assert "".join(source[i] for i in offsets).replace("\n", " ") == text
    unit = Unit(0, "p", "ru", "ru", (Span(0, len(source)),), text, offsets)
    structure = Structure((Zone("ru", "ru", "original", (unit,)),))
    found, measures = dates_of(structure, Metadata(when="1949-05-18"))
    assert [(source[d.span.start : d.span.end], d.when) for d in found] == [("17\nмая", "1949-05-17")]
    assert [(source[m.span.start : m.span.end], m.quantity) for m in measures] == [("10 тыс. человек", 10000)]
    assert all(isinstance(m, Measure) for m in measures)


@pytest.mark.skipif(
    not (SHARED / "gold").exists(), reason="the gold annotations are not beside the repository"
)
def test_the_dates_of_the_gold_annotations_are_found_and_no_others() -> None:
    right = invented = missed = 0
    for path in sorted((SHARED / "gold").glob("0*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        source = (SHARED / "seeds" / gold["source"]).read_text(encoding="utf-8")
        made = {}
        for block in gold["blocks"]:
            if block["zone"] != "metadata":
                text = source[block["start"] : block["end"]].replace("\n", " ")
                lang = "ru" if block["lang"] == "ru" else "en"
                for start, end, m in find_dates(text, lang, anchor=gold["metadata"]["date"]):
                    if m.dur is None and ":" not in (m.when or ""):
                        made[block["start"] + start, block["start"] + end] = (value(m) or "").replace(
                            "?", "/"
                        )
        good = {
            span
            for date in gold["dates"]
            for span, when in made.items()
            if span[0] < date["end"] and date["start"] < span[1] and when == date["when"]
        }
        right += len(good)
        invented += len(made) - len(good)
        missed += len(gold["dates"]) - len(good)
    assert 2 * right / (2 * right + invented + missed) >= 0.95
