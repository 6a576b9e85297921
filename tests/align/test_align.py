"""Alignment of divisions: what must always hold, and how well it does on records aligned by hand."""

from __future__ import annotations

import random

import pytest
from align_records import block_pairs, f1, gold_pairs, pairs, record, without, zone
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.align import align, align_all, mirrored, text_units
from pipeline.counterpart import Counterparts, counterpart
from pipeline.model import Alignment, Mention, Span, Structure, Turn, Zone

RUSSIAN = (
    "Сталин: Нет.",
    "В 1950 году было 200 самолетов.",
    "Что делать?",
    "Ким Ир Сен прибыл.",
    "1. Порт-Артур",
    "",
)
ENGLISH = (
    "Stalin: No.",
    "In 1950 there were 200 planes.",
    "What to do?",
    "Kim Il Sung came.",
    "1. Port Arthur",
    "",
)
KINDS = ("p", "head", "item", "gap", "page-number", "noise")
units_of = lambda texts: st.lists(st.tuples(st.sampled_from(texts[:-1]), st.sampled_from(KINDS)), max_size=7)  # noqa: E731


def made(lang: str, units: list[tuple[str, str]], at: int = 0) -> Zone:
    return zone(lang, *(t for t, _ in units), kinds=tuple(k for _, k in units), at=at)


@given(units_of(RUSSIAN), units_of(ENGLISH))
def test_alignment_covers_both_sides_once_and_in_order(left, right) -> None:  # type: ignore[no-untyped-def]
    one, other = made("ru", left), made("en", right, 1000)
    found = align(one, other)
    assert [n for b in found.beads for n in b.left] == [u.n for u in text_units(one)]
    assert [n for b in found.beads for n in b.right] == [u.n for u in text_units(other)]
    assert all(b.left or b.right for b in found.beads)
    assert all(0 <= b.cert <= 1 for b in found.beads)


@given(units_of(RUSSIAN), units_of(ENGLISH))
def test_alignment_is_the_same_from_either_side(left, right) -> None:  # type: ignore[no-untyped-def]
    one, other = made("ru", left), made("en", right, 1000)
    assert set(mirrored(align(other, one)).beads) == set(align(one, other).beads)


@settings(max_examples=20)
@given(st.integers(0, 5), st.integers(0, 5))
def test_texts_without_a_common_word_pair_by_length(many: int, seed: int) -> None:
    draw = random.Random(seed)
    lengths = [draw.randint(1, 60) for _ in range(many + 3)]
    left = zone("xx", *("та " * n for n in lengths))
    right = zone("yy", *("ok " * n for n in lengths))
    assert pairs(align(left, right)) == {(n, n) for n in range(len(lengths))}


def test_a_side_without_text_leaves_every_unit_alone() -> None:
    found = align(zone("ru", "Один.", "Два."), zone("en"))
    assert [(b.left, b.right) for b in found.beads] == [((0,), ()), ((1,), ())]


def test_furniture_takes_no_part() -> None:
    left = zone("ru", "Сталин: Согласен.", "12", kinds=("p", "page-number"))
    right = zone("en", "SECRET", "Stalin: Agreed.", kinds=("stamp", "p"))
    assert pairs(align(left, right)) == {(0, 1)}


def test_a_gap_answers_only_to_a_gap() -> None:
    left = zone("ru", "[...]", "Встреча началась в 9 часов.", kinds=("gap", "p"))
    right = zone("en", "The meeting began at 9 o'clock.", "[...]", kinds=("p", "gap"))
    assert pairs(align(left, right)) == {(1, 0)}


def test_speakers_tell_a_lost_turn_that_lengths_do_not() -> None:
    left = zone("ru", "Да, это так.", "Нет, не так.", "Да, так и есть.")
    right = zone("en", "Yes, it is so.", "Yes, so it is.")
    speakers = {"ru": ("stalin", "mao-zedong", "stalin"), "en": ("stalin", "stalin")}
    turns = [
        Turn(z.id, n + 1, (n,), u.start, u.end, (speakers[z.id][n],), "direct")
        for z in (left, right)
        for n, u in enumerate(z.units)
    ]
    assert pairs(align(left, right, turns=turns)) == {(0, 0), (2, 1)}


def test_names_tell_what_lengths_do_not() -> None:
    left = zone("ru", "Первый приехал вчера.", "Второй уехал сегодня.")
    right = zone(
        "en", "The second left today.", "The first came yesterday.", "The second left today.", at=100
    )
    mentions = [
        Mention(Span(0, 6), "person", "gao-gang", "ru"),
        Mention(Span(right.units[1].start, right.units[1].start + 9), "person", "gao-gang", "en"),
    ]
    found = align(left, right, mentions=mentions)
    assert (0, 1) in pairs(found)
    assert any("name gao-gang" in b.evidence for b in found.beads)


def test_three_divisions_align_pairwise() -> None:
    zones = (
        zone("zh", "毛泽东说很好。", "1950年签字。"),
        zone("ru", "Мао: хорошо.", "Подписано в 1950 г.", role="translation"),
        zone("en", "Mao: good.", "Signed in 1950.", role="translation"),
    )
    found = align_all(Structure(zones))
    assert [(a.left, a.right) for a in found] == [("zh", "ru"), ("zh", "en")]
    assert all(pairs(a) == {(0, 0), (1, 1)} for a in found)


def test_translations_without_an_original_align_with_each_other() -> None:
    zones = tuple(zone(lang, "1950", role="translation") for lang in ("de", "en", "fr"))
    assert [(a.left, a.right) for a in align_all(Structure(zones))] == [
        ("de", "en"),
        ("de", "fr"),
        ("en", "fr"),
    ]


def test_two_originals_align_with_each_other_and_with_the_translation() -> None:
    zones = (zone("ru", "Да."), zone("zh", "是。"), zone("en", "Yes.", role="translation"))
    assert [(a.left, a.right) for a in align_all(Structure(zones))] == [
        ("ru", "zh"),
        ("ru", "en"),
        ("zh", "en"),
    ]


def test_one_division_has_nothing_to_align_with() -> None:
    assert align_all(Structure((zone("en", "Alone."),))) == ()


def test_counterpart_is_found_from_both_sides() -> None:
    found = align(zone("ru", "Сталин: Согласен."), zone("en", "Stalin: Agreed."))
    assert counterpart(found, "ru", 0)[0] == counterpart(found, "en", 0)[0] == (0,)
    assert counterpart(found, "ru", 7) == ((), 0.0)


def test_a_word_finds_the_sentence_that_answers_to_it() -> None:
    left = zone("ru", "Сталин: Согласен. В 1950 году было 200 самолетов. Что делать?")
    right = zone("en", "Stalin: Agreed. In 1950 there were 200 planes. What is to be done?")
    known = Counterparts(align(left, right), left, right)
    at = left.units[0].text.index("самолетов")
    passage = known.passage("ru", 0, at, at + 9)
    assert passage.text == "In 1950 there were 200 planes."
    assert 0.5 <= passage.cert <= 1
    assert known.passage("en", 0, 0, 6).text == "Сталин: Согласен."
    assert known.unit("ru", 0) == counterpart(known.alignment, "ru", 0)
    assert known.passage("ru", 3, 0, 1).text == ""


@pytest.mark.parametrize("name, least", [("001", 0.99), ("002-first-half", 0.97), ("004", 0.97)])
def test_records_align_as_they_were_aligned_by_hand(name: str, least: float) -> None:
    gold, source, known = record(name)
    found = align(*known.zones)
    assert f1(block_pairs(found, gold, known), gold_pairs(gold, source)) >= least


@pytest.mark.parametrize("side", [0, 1])
def test_a_tenth_of_the_turns_may_be_lost(side: int) -> None:
    _, _, known = record("001")
    zones = known.zones
    whole = pairs(align(*zones))
    right = wanted = 0
    for seed in range(5):
        draw = random.Random(seed)
        dropped = {u.n for u in text_units(zones[side]) if draw.random() < 0.1}
        cut, old = without(zones[side], dropped)
        both = (cut, zones[1]) if side == 0 else (zones[0], cut)
        found = {(old[a], b) if side == 0 else (a, old[b]) for a, b in pairs(align(*both))}
        left = {p for p in whole if p[side] not in dropped}
        right += 2 * len(found & left)
        wanted += len(found) + len(left)
    assert right / wanted >= 0.97


@pytest.mark.parametrize("name", ["001", "002-first-half", "004"])
@pytest.mark.parametrize("side, first, last", [(0, 0.0, 0.5), (1, 0.5, 1.0), (0, 0.35, 0.65)])
def test_a_long_part_may_be_missing_on_one_side(name: str, side: int, first: float, last: float) -> None:
    zones = record(name)[2].zones
    whole = pairs(align(*zones))
    units = text_units(zones[side])
    dropped = {u.n for i, u in enumerate(units) if first * len(units) <= i < last * len(units)}
    cut, old = without(zones[side], dropped)
    both = (cut, zones[1]) if side == 0 else (zones[0], cut)
    found = {(old[a], b) if side == 0 else (a, old[b]) for a, b in pairs(align(*both))}
    assert f1(found, {p for p in whole if p[side] not in dropped}) >= 0.9


def test_links_that_call_themselves_sure_are_right() -> None:
    sure = wrong = 0
    for name in ("001", "002-first-half", "004"):
        gold, source, known = record(name)
        found = align(*known.zones)
        certain = Alignment(found.left, found.right, tuple(b for b in found.beads if b.cert >= 0.9))
        claimed = block_pairs(certain, gold, known)
        sure += len(claimed)
        wrong += len(claimed - gold_pairs(gold, source))
    assert sure > 100
    assert wrong <= 0.02 * sure


def test_the_same_zones_give_the_same_alignment() -> None:
    left, right = zone("ru", *RUSSIAN[:5]), zone("en", *ENGLISH[:5])
    assert align(left, right) == align(left, right)
