"""What the two languages of a record tell about each other."""

from __future__ import annotations

import pytest
from align_records import record, zone

from pipeline.align import align
from pipeline.finding import Finding
from pipeline.model import Alignment, Bead, DateMention, Insertion, Mention, Source, Span, Turn, Zone
from pipeline.parity import RULES, parity


def both(left: list[str], right: list[str]) -> tuple[Source, Zone, Zone]:
    text = "\n\n".join([*left, *right])
    at = sum(len(t) + 2 for t in left)
    return Source("x.txt", text, "", ()), zone("ru", *left), zone("en", *right, at=at)


def straight(left: Zone, right: Zone) -> Alignment:
    return Alignment(left.id, right.id, tuple(Bead((n,), (n,), 0.95) for n in range(len(left.units))))


def found(left: str, right: str) -> list[Finding]:
    source, one, other = both([left], [right])
    return list(parity(source, one, other, straight(one, other)))


def test_numbers_that_differ_are_shown_with_both_readings_and_places() -> None:
    (finding,) = found("Всего 70 тыс. человек.", "In all 20 thous. people.")
    assert finding.code == "a-101"
    assert "«70 тыс»" in finding.message and "«20 thous»" in finding.message and "3:8" in finding.message
    assert (finding.line, finding.column) == (1, 7)


@pytest.mark.parametrize(
    "left, right",
    [
        ("полтора миллиона корейцев", "one and a half million Koreans"),
        ("по 10 тыс. солдат", "10,000 men"),
        ("96.600 человек", "96,600"),
        ("12 стран", "twelve countries"),
        ("пятилетний план", "the 5 year plan"),
        ("1,5 млн.", "1.5 million"),
    ],
)
def test_the_same_number_written_otherwise_is_no_difference(left: str, right: str) -> None:
    assert found(left, right) == []


@pytest.mark.parametrize(
    "left, right, word",
    [
        ("83 тыс., из них 13", "of 83 thousand, 13 thousand", "understood"),
        ("1998 человек", "2000 people", "rounded"),
        ("116 человек", "96 and 20 men", "sum"),
    ],
)
def test_arithmetic_and_context_settle_a_difference(left: str, right: str, word: str) -> None:
    codes = {f.code for f in found(left, right) if word in f.message}
    assert codes == {"a-102"}


def test_a_name_on_one_side_is_found_but_not_inside_the_brackets_of_the_translator() -> None:
    source, one, other = both(["Встречался с Гао Ганом."], ["Met with him [Gao Gang]."])
    name = Mention(Span(13, 21), "person", "gao-gang", "ru")
    bracket = other.units[0].start + 13
    back = Mention(Span(bracket, bracket + 8), "person", "gao-gang", "en")
    supplied = Insertion(Span(bracket - 1, bracket + 9), "supplied", "translator")
    beads = straight(one, other)
    assert [f.code for f in parity(source, one, other, beads, mentions=[name])] == ["a-104"]
    assert parity(source, one, other, beads, mentions=[name, back]) == ()
    assert [f.code for f in parity(source, one, other, beads, mentions=[back], insertions=[supplied])] == []


def test_dates_differ_only_if_neither_holds_the_other() -> None:
    source, one, other = both(["17 мая"], ["18 May"])
    at = other.units[0].start
    beads = straight(one, other)
    here = DateMention(Span(0, 6), "1949-05-17")
    (finding,) = parity(source, one, other, beads, dates=[here, DateMention(Span(at, at + 6), "1949-05-18")])
    assert finding.code == "a-103" and "1949-05-17" in finding.message and "1949-05-18" in finding.message
    assert parity(source, one, other, beads, dates=[here, DateMention(Span(at, at + 6), "1949-05")]) == ()


def test_a_year_with_one_figure_misread_is_one_difference() -> None:
    source, one, other = both(["К июню 1355 года."], ["By June 1955."])
    date = DateMention(Span(other.units[0].start + 3, other.units[0].end - 1), "1955-06")
    (finding,) = parity(source, one, other, straight(one, other), dates=[date])
    assert finding.code == "a-103" and "«1355»" in finding.message and "«June 1955»" in finding.message


def test_two_persons_at_one_place_are_one_difference() -> None:
    source, one, other = both(["Ким Ир знает."], ["Kim Il Sung knows."])
    at = other.units[0].start
    mentions = [
        Mention(Span(0, 6), "person", "kim-il", "ru"),
        Mention(Span(at, at + 11), "person", "kim-il-sung", "en"),
    ]
    (finding,) = parity(source, one, other, straight(one, other), mentions=mentions)
    assert "«Ким Ир» (kim-il) against «Kim Il Sung» (kim-il-sung)" in finding.message


def test_a_number_in_a_damaged_label_asks_for_nothing() -> None:
    source, one, other = both(["180. лай согласен."], ["Zhou Enlai agrees."])
    turns = [Turn("ru", 1, (0,), 0, 18, ("zhou-enlai",), "reported", Span(0, 8))]
    assert parity(source, one, other, straight(one, other), turns=turns) == ()


def speech(zone: Zone, *speakers: str) -> list[Turn]:
    return [
        Turn(zone.id, n + 1, (n,), u.start, u.end, (who,), "direct")
        for n, (u, who) in enumerate(zip(zone.units, speakers))
    ]


def test_a_turn_that_one_language_lost_is_named() -> None:
    source, one, other = both(["Да.", "Верно."], ["Yes.", "How so?", "Right."])
    beads = Alignment("ru", "en", (Bead((0,), (0,), 0.9), Bead((), (1,), 0.9), Bead((1,), (2,), 0.9)))
    turns = speech(one, "stalin", "stalin") + speech(other, "stalin", "mao-zedong", "stalin")
    codes = [f.code for f in parity(source, one, other, beads, turns=turns)]
    assert sorted(codes) == ["a-106", "a-107"]


def test_two_turns_in_a_row_in_both_languages_are_no_loss() -> None:
    source, one, other = both(["Да.", "Верно."], ["Yes.", "Right."])
    turns = speech(one, "stalin", "stalin") + speech(other, "stalin", "stalin")
    assert parity(source, one, other, straight(one, other), turns=turns) == ()


def test_different_speakers_are_named() -> None:
    source, one, other = both(["Да."], ["Yes."])
    turns = speech(one, "stalin") + speech(other, "molotov")
    assert [f.code for f in parity(source, one, other, straight(one, other), turns=turns)] == ["a-105"]


def test_every_finding_has_a_rule() -> None:
    assert all(
        slug == slug.lower() and severity in ("error", "warning", "info") for slug, severity in RULES.values()
    )


def test_the_seventy_thousand_of_the_record_are_found() -> None:
    _, source, known = record("002-first-half")
    left, right = known.zones
    messages = [f.message for f in parity(source, left, right, align(left, right)) if f.code == "a-101"]
    assert any("«70 тыс»" in m and "«20 thous»" in m for m in messages)
