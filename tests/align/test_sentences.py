"""Sentences of Russian and English, and which answers to which."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sentences import align_sentences, split_sentences

GOLD = json.loads((Path(__file__).parent / "sentence_gold.json").read_text(encoding="utf-8"))["passages"]


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


def test_sentence_links_agree_with_those_made_by_hand() -> None:
    right = made = wanted = 0
    for passage in GOLD:
        found = {
            (left, other)
            for left, other, _ in align_sentences(passage["left"], passage["right"], "ru", "en")
            if left[0] < left[1] and other[0] < other[1]
        }
        gold = {(tuple(a), tuple(b)) for a, b in passage["pairs"]}
        right += len(found & gold)
        made += len(found)
        wanted += len(gold)
    assert wanted >= 60
    assert 2 * right / (made + wanted) >= 0.95


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
