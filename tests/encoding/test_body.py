"""Phenomena of the sources and the markup they become."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from lxml import etree

from pipeline.encoding import Settings, encode, serialise
from pipeline.encoding.ids import with_safe_ids
from pipeline.encoding.marks import gap_reason
from pipeline.insertions import classify, find_insertions
from pipeline.metadata import read_metadata
from pipeline.model import Correction, Document, Entity, Mention, Source, Span, Turn
from pipeline.source import blocks
from pipeline.structure import structure

NS = {"t": "http://www.tei-c.org/ns/1.0"}


def _document(text: str, **layers: Any) -> Document:
    source = Source("made.txt", text, hashlib.sha256(text.encode()).hexdigest(), tuple(blocks(text)))
    metadata = read_metadata(source)
    parts = structure(source, metadata)
    return Document(source, metadata, parts, insertions=find_insertions(parts), **layers)


def _tree(document: Document) -> Any:
    return etree.fromstring(serialise(encode(document, Settings(id="made"))))


def _body(text: str, **layers: Any) -> str:
    tree = _tree(_document(text, **layers))
    body = tree.find(".//t:body", NS)
    for e in body.iter():
        e.attrib.pop("source", None)
    return etree.tostring(body, encoding="unicode").replace(' xmlns="http://www.tei-c.org/ns/1.0"', "")


def _span(text: str, part: str) -> Span:
    return Span(text.index(part), text.index(part) + len(part))


def test_a_word_broken_at_a_page_keeps_its_hyphen_and_is_marked() -> None:
    body = _body("Имеются ремесленные учили-\n\n10.\n\nща. Хорошо было бы в Китае завести такое же дело.")
    assert 'учили<pc force="weak">-</pc><pb break="no"/><fw type="pageNum" place="top">10.</fw>ща.' in body


def test_a_list_inside_an_item_and_paragraphs_between_items() -> None:
    text = "Мао просил сообщить следующее:\n\n1. Вопросы таковы:\n\n- 1) Положение на Востоке.\n- 2) О создании бюро.\n\nМао сказал, что вопрос не созрел.\n\n2. Что касается помощи, она будет."
    tree = _tree(_document(text))
    outer = tree.findall(".//t:body/t:div/t:list", NS)
    assert len(outer) == 1
    assert [label.text for label in outer[0].findall("t:label", NS)] == ["1.", "2."]
    first = outer[0].find("t:item", NS)
    assert [e.tag.rsplit("}")[-1] for e in first] == ["p", "list", "p"]
    assert [label.text for label in first.findall("t:list/t:label", NS)] == ["1)", "2)"]


def test_a_direct_turn_has_a_speaker_and_a_reported_one_has_none() -> None:
    text = "Сталин: Не нужно благодарности.\n\nЧжоу Энь-лай говорит, что это верно."
    direct = Turn("ru", 1, (0,), 0, 31, ("stalin",), "direct", _span(text, "Сталин"), text.index(":") + 1)
    start = text.index("Чжоу")
    reported = Turn("ru", 2, (1,), start, len(text), ("zhou-enlai",), "reported", _span(text, "Чжоу Энь-лай"), None)
    body = _body(text, turns=(direct, reported))
    assert 'who="#stalin" ana="#turn.direct"' in body
    assert "<speaker>Сталин:</speaker>" in body
    assert body.count("<speaker>") == 1
    assert ">Чжоу Энь-лай говорит" in body


def test_two_turns_in_one_block_are_two_speeches() -> None:
    text = "Eden: By all means. Casey: We had a cable from Spender last night."
    turns = tuple(
        Turn("en", n, (0,), text.index(name), end, (name.lower(),), "direct", _span(text, name), text.index(name) + len(name) + 1)
        for n, (name, end) in enumerate((("Eden", text.index("Casey")), ("Casey", len(text))), 1)
    )
    tree = _tree(_document(text, turns=turns))
    speeches = tree.findall(".//t:sp", NS)
    assert [s.get("who") for s in speeches] == ["#eden", "#casey"]
    assert "".join(speeches[0].itertext()).split() == ["Eden:", "By", "all", "means."]


def test_a_correction_inside_a_name_stays_inside_it() -> None:
    text = "Сталин передает привет от Мао Цас-дуна и благодарит за помощь."
    mention = Mention(_span(text, "Мао Цас-дуна"), "person", "mao-zedong", "ru", 0.9)
    correction = Correction(_span(text, "Цас-дуна"), "Цас-дуна", "Цзе-дуна", "ocr", 0.9, ("confusable:а/з",))
    body = _body(text, mentions=(mention,), corrections=(correction,))
    assert 'Мао <choice><sic>Цас-дуна</sic><corr type="ocr" evidence="confusable" resp="#zapis" cert="0.9">Цзе-дуна</corr></choice></persName>' in body


def test_of_crossing_annotations_the_less_important_is_cut_or_left_out() -> None:
    text = "<u>Чжоу Энь</u>-лай говорит, что это верно и хорошо."
    mention = Mention(Span(text.index("Чжоу"), text.index("лай") + 3), "person", "zhou-enlai", "ru")
    body = _body(text, mentions=(mention,))
    assert '<hi rend="underline">Чжоу Энь</hi>-лай</persName>' in body


def test_entities_yield_their_ids_to_the_header() -> None:
    text = "ЗАПИСЬ говорит, что это верно."
    mention = Mention(_span(text, "ЗАПИСЬ"), "org", "zapis", "ru")
    document = _document(text, mentions=(mention,), entities=(Entity("zapis", "org", "Zapis"), Entity("38th-parallel", "place", "38th")))
    safe = with_safe_ids(document, set())
    assert [e.id for e in safe.entities] == ["zapis-entity", "n-38th-parallel"]
    assert safe.mentions[0].ref == "zapis-entity"
    ids = [e.get("{http://www.w3.org/XML/1998/namespace}id") for e in _tree(document).iter()]
    assert len(ids) - ids.count(None) == len(set(ids) - {None})


@pytest.mark.parametrize(
    ("bracket", "after", "kind"),
    [
        ("[...]", "", "gap"),
        ("[....]", "", "gap"),
        ("[N.T.]", " Fedorenko", "supplied"),
        ("[he]", " thanks", "supplied"),
        ("[I am]", " reporting", "supplied"),
        ("[of Chinese soldiers]", " to serve", "supplied"),
        ("[North]", " Korean comrades", "supplied"),
        ("[transport]", " communications", "supplied"),
        ("[?]", "", "supplied"),
        ("[natural rubber]", ".", "gloss"),
        ("[Dairen; Dalian]", ".", "gloss"),
        ("[October 1952]", " XIX", "gloss"),
        ("[Soviet Foreign Minister Andrei]", " Vyshinskii", "gloss"),
        ("[PRC Ambassador to the USSR]", " Wang", "gloss"),
        ("[ne sozrel]", ".", "source-term"),
        ("[informbyuro]", " is", "source-term"),
        ("[SIC, vzaimnye]", " telegraph", "source-term"),
        ("[ellipsis in original]", "", "note"),
        ("[signature]", "", "signature"),
        ("[illegible]", " said", "gap"),
        ("[two words illegible]", ".", "gap"),
        ("[1 1/2 lines redacted]", ".", "gap"),
        ("[one page missing]", "", "gap"),
        ("[missing from the original]", "", "note"),
    ],
)
def test_brackets_by_what_they_are(bracket: str, after: str, kind: str) -> None:
    assert classify(bracket, after, "en") == kind


def test_a_bracket_over_two_paragraphs_is_marked_in_both() -> None:
    body = _body("He said that [the following words stand in the margin.\n\nThey are hard to read] the talks were over.")
    assert body.count('type="translator"') + body.count('type="publisher"') == 2
    assert "[the following" in body
    assert "hard to read]" in body


@pytest.mark.parametrize(
    ("text", "reason"),
    [("[...]", "editorial"), ("[two lines redacted]", "redacted"), ("[illegible]", "illegible"), ("[1 слово неразборчиво]", "illegible"), ("[name missing]", "omitted")],
)
def test_a_gap_says_why_text_is_missing(text: str, reason: str) -> None:
    assert gap_reason(text) == reason
