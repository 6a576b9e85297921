"""Divisions by language, kinds of blocks, pages, paragraphs cut by a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.metadata import read_metadata
from pipeline.model import Metadata, Structure, Unit, Zone
from pipeline.pages import is_page_number, page_breaks
from pipeline.source import read, read_bytes
from pipeline.structure import structure

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
COVER = '{date}\n\nTitle\n\nCitation:\n\n"Title", Wilson Center Digital Archive, APRF, f. 1, op. 2, d. 3, ll. {listy}.\n\nOriginal Language:\n\nRussian\n\nContents:\n\nTranscript - Russian\nTranslation - English\n\n'


def _seed(number: str) -> tuple[Structure, Metadata]:
    source = read(next(SEEDS.glob(f"{number}_*.txt")))
    metadata = read_metadata(source)
    return structure(source, metadata), metadata


def _made(text: str, *, cover: bool = False, listy: str = "10-12") -> Structure:
    whole = COVER.format(date="May 1, 1950", listy=listy) + text if cover else text
    source = read_bytes(whole.encode(), "x.txt")
    return structure(source, read_metadata(source))


def _kinds(zone: Zone) -> list[str]:
    return [u.kind for u in zone.units]


def _texts(units: Sequence[Unit]) -> list[str]:
    return [u.text for u in units]


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("000", [("en", "translation")]),
        ("001", [("ru", "original"), ("en", "translation")]),
        ("002", [("ru", "original"), ("en", "translation")]),
        ("003", [("en", "translation")]),
        ("004", [("ru", "original"), ("en", "translation")]),
    ],
)
def test_divisions_of_the_seeds(number: str, zones: list[tuple[str, str]]) -> None:
    assert [(z.lang, z.role) for z in _seed(number)[0].zones] == zones


def test_the_english_head_of_a_telegram_is_not_the_end_of_the_russian() -> None:
    russian, english = _seed("004")[0].zones
    assert russian.units[-1].kind == "gap"
    assert english.units[0].text == "Nº 54611"
    assert english.units[0].kind == "routing"


def test_rubble_in_foreign_letters_makes_no_division() -> None:
    zones = _made(
        "HECEMPETHO\n\nЗАПИСЬ БЕСЕДЫ\n\nСталин говорит, что вопрос решен.\n\nZ,\n\nЧжоу благодарит за помощь в этом деле."
    ).zones
    assert [z.lang for z in zones] == ["ru"]
    assert _kinds(zones[0])[0] == "stamp"


def test_three_languages_are_three_divisions() -> None:
    text = "毛泽东同志说，我们同意苏联同志的意见，并感谢对中国人民的帮助。我们希望继续合作。" * 3
    text += "\n\nТоварищ Мао Цзэ-дун сказал, что они согласны с мнением советских товарищей и благодарят за помощь.\n\n"
    text += "Comrade Mao Zedong said that they agreed with the opinion of the Soviet comrades and were grateful for the help."
    assert [z.lang for z in _made(text).zones] == ["zh", "ru", "en"]


@pytest.mark.parametrize(
    "text", ["2.", "- 106", "29", "됞.", "Z,", "₻.", "❽", "1C.", "N6.", "戏.", "(3)", "- 2 -", "стр. 5"]
)
def test_page_numbers_plain_and_damaged(text: str) -> None:
    assert is_page_number(text, "ru")


@pytest.mark.parametrize("text", ["Да.", "Нет.", "Мао", "А?", "1950 год", "СССР"])
def test_short_speech_is_no_page_number(text: str) -> None:
    assert not is_page_number(text, "ru")


def test_pages_of_002_are_numbered_by_sequence_and_folios_by_range() -> None:
    parts, metadata = _seed("002")
    breaks = page_breaks(parts.zone("ru"), metadata)
    numbered = {b.page: b.folio for b in breaks if b.page}
    assert numbered[8] == 61
    assert numbered[16] == 69
    assert list(numbered) == sorted(numbered)
    read_ = {parts.zone("ru").units[n].text: number for b in breaks for n, number in b.readings}
    assert read_ == {"1C.": 10, "N6.": 16}


def test_a_paragraph_cut_by_a_page_is_one_and_the_number_stands_between_its_pieces() -> None:
    zone = _made(
        "Сталин говорит, что договор надо изменить при помощи договоров\n\n2.\n\nи соглашений. Это имело бы резонанс."
    ).zones[0]
    assert _kinds(zone) == ["p", "page-number"]
    assert len(zone.units[0].pieces) == 2
    assert "договоров и соглашений" in zone.units[0].text


def test_a_word_cut_by_a_page_is_whole() -> None:
    zone = _made("Имеются ремесленные учили-\n\n10.\n\nща. Хорошо было бы в Китае завести такое же.").zones[0]
    assert "училища" in zone.units[0].text


def test_a_page_number_glued_into_a_sentence_is_cut_out() -> None:
    zone = _made("Имеются ремесленные учили- 10. ща. Хорошо было бы в Китае завести такое же дело.").zones[0]
    assert _kinds(zone) == ["p", "page-number"]
    assert "училища" in zone.units[0].text


def test_a_bracket_that_a_page_cuts_keeps_the_paragraph_together() -> None:
    zone = _made(
        "We will entrust this to comrade [member and Vice Chairman of the\n\n\n\nEconomics Commission] Li Fuchun and the others."
    ).zones[0]
    assert len(zone.units) == 1
    assert len(zone.units[0].pieces) == 2


def test_a_new_label_behind_an_open_sentence_is_not_swallowed() -> None:
    zone = _made(
        "<u>Чжоу Энь-лай</u> сообщает, что дивизии предназначаются\n\n<u>сталин</u> спрашивает, правильно ли это."
    ).zones[0]
    assert len(zone.units) == 2


def test_numbered_items_keep_their_labels() -> None:
    zone = _made(
        "Мао просил сообщить следующее:\n\n1. Вопрос о создании бюро еще не созрел.\n\n- 1) Положение на Востоке.\n- 2) О создании бюро.\n\n2. Что касается помощи, она будет оказана."
    ).zones[0]
    items = [(u.label, u.text) for u in zone.units if u.kind == "item"]
    assert [label for label, _ in items] == ["1.", "- 1)", "- 2)", "2."]
    assert items[1][1] == "Положение на Востоке."


def test_the_frame_of_a_telegram() -> None:
    zone = _seed("003")[0].zones[0]
    assert _kinds(zone)[:5] == ["routing", "routing", "routing", "copies", "note"]
    assert zone.units[-1].kind == "signature"
    assert zone.units[-1].text == "KUZNETSOV"


def test_the_frame_of_a_record() -> None:
    russian = _seed("001")[0].zone("ru")
    assert _kinds(russian)[:6] == ["stamp", "page-number", "page-number", "head", "head", "dateline"]
    assert russian.units[-1].kind == "participants"


def test_signatures_are_names_at_the_end_only() -> None:
    zone = _made(
        "Сталин говорит, что вопрос решен.\n\nСталин соглашается с этим.\n\nЗаписали\n\nА.Вышинский\n\nН.Федоренко"
    ).zones[0]
    assert _kinds(zone)[-3:] == ["signature"] * 3
    assert _kinds(zone)[:2] == ["p", "p"]


def test_minutes_with_captions_and_a_list_of_those_present() -> None:
    text = "# 771. Minutes of Meeting, Paris, May 25, 1949, 3:30 p.m.\n\nCONFIDENTIAL\n\nUSDEL Minutes\n\nPRESENT\n\nUnited States\n\nMr. Acheson\nMr. Jessup\nMr. Bohlen\n\nMR. ACHESON: The meeting is open. Are there any remarks?"
    zone = _made(text).zones[0]
    assert _kinds(zone) == ["head", "stamp", "head", "participants", "participants", "participants", "p"]


def test_paragraphs_that_only_an_indent_parts_are_paragraphs() -> None:
    text = (
        "     Сталин: Имеется две группы вопросов, которые надо\nобсудить сегодня.\n     Мао Цзэ-дун: Мы еще не имеем проекта\n"
        "договора и имеем лишь наброски к\n                 - 2 -\nнему и к соглашению.\n     Сталин: Мы можем обменяться мнениями,\nа затем решить."
    )
    zone = _made(text).zones[0]
    assert _kinds(zone) == ["p", "p", "page-number", "p"]
    assert zone.units[1].text.endswith("наброски к нему и к соглашению.")


def test_lines_of_one_paragraph_are_not_parted() -> None:
    zone = _made("Сталин говорит, что\nвопрос решен, и\nпредлагает перейти\nк соглашению.").zones[0]
    assert len(zone.units) == 1


@pytest.mark.parametrize("text", ["[…]", "[...]", "№ 8-с"])
def test_an_omission_or_a_number_of_a_document_is_no_page(text: str) -> None:
    assert not is_page_number(text, "ru") and not is_page_number(text, "en")


def test_a_date_with_a_roman_month_is_no_rubble() -> None:
    zone = _made("ШИФРТЕЛЕГРАММА\n\nПХЕНЬЯН\n\nСОВПОСОЛ\n\nВам следует встретиться с ним как можно скорее.\n\nА. ГОРИН\n\n№ 8-с\n\n11.IX.49 г.\n\nРазослано: т.т. Лапину, Зоркину.\n").zones[0]
    assert _kinds(zone) == ["routing", "routing", "routing", "p", "signature", "signature", "dateline", "copies"]


def test_letters_set_apart_are_a_stamp() -> None:
    zone = _made("С О В Е Р Ш Е Н Н О   С Е К Р Е Т Н О\n\nЗАПИСЬ БЕСЕДЫ\n\nтов. А. Горина с Б. Лапиным\n\nОн сказал, что урожай был хороший.\n").zones[0]
    assert _kinds(zone) == ["stamp", "head", "head", "p"]


def test_the_list_of_recipients_at_the_end_is_no_list_of_those_present() -> None:
    zone = _made("# From the journal of A. Gorin\n\nI spoke with him for an hour about the harvest.\n\nAttaché B. Lapin was present at the conversation.\n\nAMBASSADOR [signature] A. GORIN\n\nDistribution list:\n\n1. to Cde. Zorkin\n\n2. to file\n").zones[0]
    assert _kinds(zone)[2:] == ["participants", "signature", "copies", "copies", "copies"]


def test_the_slogan_of_a_letterhead_does_not_end_the_frame() -> None:
    zone = _made("Proletarians of all countries, unite!\n\nCOMMUNIST PARTY OF RURITANIA\n\nTOP SECRET\n\nTo Comrades Adair, Boyle, Quennell\n\nThe Committee agreed with the proposals that were made.\n").zones[0]
    assert _kinds(zone) == ["head", "head", "stamp", "copies", "p"]


def test_a_banner_of_classifications_is_a_stamp_on_every_page() -> None:
    zone = _made("MEMORANDUM\n\nAdair: We have had a long talk today about it.\n\nTOP SECRET/SENSITIVE/EYES ONLY\n\n2\n\nBoyle: It was long indeed, and good.\n").zones[0]
    assert _kinds(zone) == ["head", "p", "stamp", "page-number", "p"]
