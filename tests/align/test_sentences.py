"""Sentences of Russian and English, and which answers to which."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis import AnalysisSettings, analyse
from pipeline.authority import load_authority
from pipeline.model import Document
from pipeline.sentences import align_sentences, learned, split_sentences
from pipeline.source import read

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
BY_HAND = json.loads((Path(__file__).parent / "sentence_pairs_by_hand.json").read_text(encoding="utf-8"))[
    "records"
]


def sentences(text: str, lang: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, lang)]


@pytest.mark.parametrize(
    "text, lang, count",
    [
        ("The letter went to I.V. Stalin yesterday. He read it.", "en", 2),
        ("On this, comr. Molotov agreed. See p. 9 and no. 12.", "en", 2),
        ("The U.S. troops left. The U.S. They did not return.", "en", 3),
        ('He asked: "Is it so? It is not." Then he left [the room. And the house].', "en", 3),
        ("About 20 thous. Chinese returned, etc. and so on!", "en", 1),
        ("Беседа с И. В. Сталиным окончена. Тов. Молотов ушел.", "ru", 2),
        ("Присутствовали т.т. Молотов, Микоян и др. на стр. 9 и т.д.", "ru", 1),
        ("ЦК КПК. Затем он уехал в КНР. Верно?! Да.", "ru", 4),
        ("毛泽东说很好。周恩来同意！", "zh", 2),
        ("Il est arrivé. Elle part ? Oui.", "fr", 3),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, lang: str, count: int) -> None:
    assert len(sentences(text, lang)) == count, sentences(text, lang)


@given(st.text(alphabet='абв АБВ.?!…()[]"«»1 2\n', max_size=80), st.sampled_from(["ru", "en", "xx"]))
def test_sentences_keep_every_character_that_is_not_space(text: str, lang: str) -> None:
    ranges = split_sentences(text, lang)
    assert "".join("".join(text[a:b].split()) for a, b in ranges) == "".join(text.split())
    assert all(a < b for a, b in ranges)
    assert all(x[1] <= y[0] for x, y in pairwise(ranges))


@cache
def analysed(name: str) -> Document:
    return analyse(read(SEEDS / name), load_authority(), AnalysisSettings(sentences=True))


def letters(document: Document, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Places of the letters of some spans, without page numbers that stand between."""
    text = document.source.text
    furniture = {
        i
        for zone in document.structure.zones
        for unit in zone.units
        if unit.is_furniture
        for piece in unit.pieces
        for i in range(piece.start, piece.end)
    }
    return frozenset(i for a, b in spans for i in range(a, b) if text[i].isalnum() and i not in furniture)


def by_hand(record: dict[str, Any], document: Document) -> set[tuple[frozenset[int], frozenset[int]]]:
    """Pairs made by hand. The number of an item is its `label` and stands outside its sentences."""
    text = document.source.text

    def speech(spans: list[list[int]]) -> frozenset[int]:
        bare = []
        for start, end in spans:
            number = re.match(r"\d+[.)]\s*", text[start:end])
            bare.append((start + number.end() if number else start, end))
        return letters(document, bare)

    return {(speech(g["ru"]), speech(g["en"])) for g in record["groups"]}


def linked(document: Document) -> set[tuple[frozenset[int], frozenset[int]]]:
    out = set()
    for pair in document.sentences:
        assert (document.structure.zone(pair.left).lang, document.structure.zone(pair.right).lang) == (
            "ru",
            "en",
        )
        for bead in pair.beads:
            sides = [letters(document, ((s.start, s.end) for s in side)) for side in (bead.left, bead.right)]
            out.add((sides[0], sides[1]))
    return {pair for pair in out if all(pair)}


def test_sentence_links_of_whole_records_agree_with_pairs_made_by_hand() -> None:
    right = made = wanted = 0
    for record in BY_HAND:
        document = analysed(record["source"])
        gold = by_hand(record, document)
        read_by_hand = frozenset[int]().union(*(side for pair in gold for side in pair))
        found = {pair for pair in linked(document) if read_by_hand & (pair[0] | pair[1])}
        right, made, wanted = right + len(found & gold), made + len(found), wanted + len(gold)
    assert wanted >= 110
    assert 2 * right / (made + wanted) >= 0.98


def test_sentences_that_a_translator_joined_are_linked_with_both() -> None:
    """The pairs made by hand hardly hold two sentences for one, so neighbours are joined here."""
    right = made = wanted = 0
    for record in BY_HAND:
        document = analysed(record["source"])
        alignment = document.alignments[0]
        zones = [document.structure.zone(side) for side in (alignment.left, alignment.right)]
        context = learned(alignment, zones[0], zones[1])
        for _, place in groupby(record["groups"], key=lambda g: g["place"]):
            groups = [
                g for g in place if len(g["ru"]) == len(g["en"]) == 1 and not g["ru_text"][0][0].isdigit()
            ]
            for n in range(len(groups) - 1):
                ru, en, gold = _joined([(g["ru_text"][0], g["en_text"][0]) for g in groups], n)
                found = {(a, b) for a, b, _ in align_sentences(ru, en, "ru", "en", context)}
                right, made, wanted = right + len(found & gold), made + len(found), wanted + len(gold)
    assert wanted >= 150
    assert 2 * right / (made + wanted) >= 0.95


def _joined(
    pairs: list[tuple[str, str]], n: int
) -> tuple[str, str, set[tuple[tuple[int, int], tuple[int, int]]]]:
    """Both texts of some pairs, English sentences n and n + 1 made one, and the ranges that answer to each other."""
    ru, en = "", ""
    gold = []
    for k, (one, other) in enumerate(pairs):
        if k == n:
            other = other.rstrip('.?!"') + ";"
        start, there = len(ru), len(en)
        ru, en = ru + one, en + other
        if k == n + 1:
            (a, _), (b, _) = gold.pop()
            gold.append(((a, len(ru)), (b, len(en))))
        else:
            gold.append(((start, len(ru)), (there, len(en))))
        ru, en = ru + " ", en + " "
    return ru, en, set(gold)


@given(
    st.lists(st.sampled_from(["One is here.", "No.", "Two men of 1950 came?"]), max_size=5),
    st.lists(st.sampled_from(["Здесь один.", "Нет.", "Пришли двое в 1950 г.?"]), max_size=5),
)
def test_sentence_links_cover_both_texts_once_and_in_order(left: list[str], right: list[str]) -> None:
    one, other = " ".join(left), " ".join(right)
    links = align_sentences(one, other, "en", "ru")
    for side, text in ((0, one), (1, other)):
        spans = [link[side] for link in links if link[side][0] < link[side][1]]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(0 <= cert <= 1 for *_, cert in links)
