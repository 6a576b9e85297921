"""Values that are not what the words of their elements say."""

from __future__ import annotations

import pytest

from pipeline.stated import stated
from pipeline.tei_index import index

TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><text><body>\n<p xml:lang="{lang}">{body}</p></body></text></TEI>'


def said(body: str, lang: str = "en") -> list[tuple[str, int, str]]:
    content = TEI.format(body=body, lang=lang).encode()
    found = stated(index(content, "a.xml"), content)
    assert all(f.severity == "warning" and f.line == 2 for f in found)
    return [(f.code, f.column, f.message) for f in found]


@pytest.mark.parametrize(
    ("body", "lang", "code"),
    [
        ('<measure quantity="3" unit="year">two years</measure>', "en", "d-006"),
        ('<num value="1050000">полтора миллиона</num>', "ru", "d-006"),
        ('<measure quantity="5" unit="percent">один процент</measure>', "ru", "d-006"),
        ('<measure quantity="1000" unit="person">10 thousand people</measure>', "en", "d-006"),
        ('<measure quantity="15000000">1,5 млн.</measure>', "ru", "d-006"),
        ('<measure quantity="350" unit="year">350 км</measure>', "ru", "d-006"),
        ('<time dur="PT3H">two hours</time>', "en", "d-005"),
        ('<time dur="PT1H">полтора часа</time>', "ru", "d-005"),
        ('<date when="1949-06">июля 1949 года</date>', "ru", "d-005"),
        ('<date when="1950-02-22">22 January 1950</date>', "en", "d-005"),
        ('<date when="1950-02-22">22 <choice><sic>Januory</sic><corr>January</corr></choice> 1950</date>', "en", "d-005"),
    ],
)  # fmt: skip
def test_a_value_that_the_words_contradict_is_found(body: str, lang: str, code: str) -> None:
    ((found, column, message),) = said(body, lang)
    assert (found, column) == (code, len(f'<p xml:lang="{lang}">') + 1)
    assert message.startswith('the text says "')


@pytest.mark.parametrize(
    ("body", "lang"),
    [
        ('<measure quantity="2" unit="year">two years</measure>', "en"),
        ('<num type="percentage" value="0.51">fifty-one per cent</num>', "en"),
        ('<measure quantity="51" unit="percent">fifty-one per cent</measure>', "en"),
        ('<measure quantity="2" unit="soldier">two people</measure>', "en"),
        ('<measure quantity="2" unit="division">the two</measure>', "en"),
        ('<measure quantity="9">two or three</measure>', "en"),
        ('<measure quantity="12" unit="kilometre">12 km</measure>', "en"),
        ('<measure quantity="12500" unit="person">12.500 человек</measure>', "ru"),
        ('<measure quantity="12.5" unit="t">12.5 t</measure>', "en"),
        ('<measure quantity="6400000">6.400 thous.</measure>', "en"),
        ('<num type="percentage" value="0.51">51%</num>', "en"),
        ('<measure quantity="2">deux ans</measure>', "fr"),
        ('<num value="x">two</num>', "en"),
        ('<time dur="PT120M">two hours</time>', "en"),
        ('<time dur="P1Y">two hours</time>', "en"),
        ('<time when="17:00:00">five</time>', "en"),
        ('<date when="1950">the twenties</date>', "en"),
        ('<date when="--05-01">the first of May</date>', "en"),
        ('<date when="1950-03-01">by May from March 1950</date>', "en"),
        ('<date when="1950-02-22">yesterday</date>', "en"),
        ('<date when="1950-01-22">22 <choice><sic>May</sic><corr>January</corr></choice> 1950</date>', "en"),
        ('<date when="1950-01-22">22 January <note>in May 1950</note> 1950</date>', "en"),
    ],
)  # fmt: skip
def test_a_value_that_the_words_allow_is_none(body: str, lang: str) -> None:
    assert said(body, lang) == []


def test_a_document_that_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    assert said('<num value="3">two</num><p>')
