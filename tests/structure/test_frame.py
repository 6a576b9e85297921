"""The frame of a record where OCR or the typist has been at it: titles, dates, stamps, lists, closings."""

from __future__ import annotations

import pytest

from pipeline.keywords import mended
from pipeline.metadata import read_metadata
from pipeline.source import read_bytes
from pipeline.structure import structure


def _kinds(*blocks: str) -> list[str]:
    source = read_bytes("\n\n".join(blocks).encode(), "x.txt")
    return [u.kind for z in structure(source, read_metadata(source)).zones for u in z.units]


RU = (
    "Веселов спросил, когда начнутся поставки зерна.",
    "Ильков ответил, что они начнутся в мае, и поблагодарил.",
)
EN = (
    "Veselov asked when the deliveries of grain would begin.",
    "Ilkov replied that they would begin in May, and thanked him.",
)


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("Приcутствовали: Ильков", "Присутствовали: Ильков"),
        ("Присугствовали с советскои стороны", "Присутствовали с советской стороны"),
        ("13 июпя 1953 года", "13 июня 1953 года"),
        ("ЗЛПИСЬ БЕСЕДЫ", "ЗАПИСЬ БЕСЕДЫ"),
        ("На беседе был Ильков", "На беседе был Ильков"),
        ("Присутствие войск", "Присутствие войск"),
    ],
)
def test_keywords_of_the_frame_are_known_again_letter_for_letter(damaged: str, clean: str) -> None:
    assert mended(damaged, "ru") == clean
    assert len(mended(damaged, "ru")) == len(damaged)


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("Экз. N° 1", "stamp"),
        ("Экз. М 3", "stamp"),
        ("Секретно. Экз. № 4", "stamp"),
        ("СЕКРЕТ0", "stamp"),
        ("Снято с копии", "stamp"),
        ("Исх. № 187/с", "stamp"),
        ("№ 2216/гс", "routing"),
        ("13 июпя 1953 года", "dateline"),
        ("22 июля 1958 г., г.Заречный", "dateline"),
        ("22 октября 1970 г., Заречный, Белый дом", "dateline"),
        ("14/ХП-55 г.", "dateline"),
        ("Место: гостиница", "dateline"),
        ("Товарищи!", "salute"),
        ("Дорогие товарищи!", "salute"),
        ("(Присутствуют: Ильков, Осборн, Петренко)", "participants"),
    ],
)
def test_lines_above_a_russian_text(block: str, kind: str) -> None:
    assert _kinds("ЗАПИСЬ БЕСЕДЫ", block, *RU)[1] == kind


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("Copy Nº 2", "stamp"),
        ("No. of copies: 3", "stamp"),
        ("Secret. Copy Nº 4", "stamp"),
        ("Place: the White House", "dateline"),
    ],
)
def test_lines_above_an_english_text(block: str, kind: str) -> None:
    assert _kinds("RECORD OF CONVERSATION", block, *EN)[1] == kind


def test_a_title_goes_on_in_small_letters() -> None:
    kinds = _kinds("ЗАПИСЬ БЕСЕДЫ", "с послом Республики Ильвания В.Ильковым", "12 октября 1963 г.", *RU)
    assert kinds[:3] == ["head", "head", "dateline"]


def test_a_line_that_is_no_paragraph_leaves_the_frame_open() -> None:
    assert _kinds(
        "МИНИСТЕРСТВО ТОРГОВЛИ", "№ 22-б/п", "ЗАПИСЬ ОСНОВНОГО СОДЕРЖАНИЯ БЕСЕДЫ", "12 октября 1963 г.", *RU
    )[2:4] == [
        "head",
        "dateline",
    ]


def test_initials_end_no_sentence_in_a_list_of_those_present() -> None:
    kinds = _kinds(
        "RECORD OF CONVERSATION",
        "Present:",
        "From the Trade Union: Comrs. G.M. Veselov, V.M. Ilkov, L.P. Petrenko;",
        "From the Guild: Comrs. M. Osborne, E. Adair;",
        "Interpreter - Comr. V. Boyle",
        *EN,
    )
    assert kinds[1:5] == ["participants"] * 4


def test_an_underlined_name_alone_behind_a_list_is_a_label() -> None:
    kinds = _kinds("ЗАПИСЬ БЕСЕДЫ", "Присутствовали:", "т.т. Ильков, Осборн, Веселов", "<u>Ильков.</u>", *RU)
    assert kinds[2:4] == ["participants", "p"]


def test_head_lines_of_place_time_and_people_stand_each_by_itself() -> None:
    kinds = _kinds(
        "RECORD OF CONVERSATION",
        "Time: 9 October 1965, 4 p.m.\nPlace: Beijing\nParticipants: Vice Premier Wu Te-an, General Kao Fu\nInterpreter: Shen Li",
        *EN,
    )
    assert kinds[1:5] == ["dateline", "dateline", "participants", "participants"]


def test_what_stands_beside_a_signature() -> None:
    kinds = _kinds(
        "ПИСЬМО", *RU, "С товарищеским приветом", "По поручению Комитета", "Н. ВЕСЕЛОВ", "5 июня 1961 года",
        "* Ильков В.М. - в то время заведующий отделом торговли.", "Отп. 5 экз.\n1 - т. Илькову\nмп/вк",
    )  # fmt: skip
    assert kinds[3:] == ["salute", "salute", "signature", "dateline", "note", "copies"]


@pytest.mark.parametrize("line", ["28.Х.62 ВЕСЕЛОВ", "Записал: И. Веселов", "Верно: /подпись/ Н.Веселов"])
def test_signatures(line: str) -> None:
    assert _kinds("СПРАВКА", *RU, line)[-1] == "signature"


def test_a_paragraph_that_opens_with_an_abbreviated_title_and_a_dash_is_one_of_its_own() -> None:
    assert len(_kinds("ПРОТОКОЛ", *RU, "О положении с зерном", "т. Ильков – Надо решить сегодня.")) == 5


@pytest.mark.parametrize(
    ("citation", "delo", "papka", "listy"),
    [
        ("AVP RF, f. 0129, op. 54a, p. 417, d. 9, ll. 22-41", "9", "417", "22-41"),
        ("AVP RF, f. 0742, op. 6, por. 4, papka 43, ll. 4-19", "4", "43", "4-19"),
        ("APRF, f. 45, op. 1, d. 329, pp. 29-38", "329", None, "29-38"),
    ],
)
def test_a_folder_is_no_page(citation: str, delo: str, papka: str | None, listy: str) -> None:
    text = f'May 1, 1950\n\nTitle\n\nCitation:\n\n"Title", May 1, 1950, Wilson Center Digital Archive, {citation}.\n\nContents:\n\nTranslation - English\n'
    archive = read_metadata(read_bytes(text.encode(), "x.txt")).archives[0]
    assert (archive.delo, archive.papka, archive.listy) == (delo, papka, listy)


@pytest.mark.parametrize(
    ("tail", "kinds"),
    [
        (("With greetings,", "FILIPPOV [Stalin]", "26 September 1951", "No. 318/sh", "Typed in 10 copies. 26.IX.51"),
         ["salute", "signature", "dateline", "signature", "copies"]),
        (("With communist greetings", "On the instructions of the CC CPSU\nN. VESELOV  [signature]"), ["salute", "signature"]),
        (("SOVIET AMBASSADOR IN THE DPRK\n[signature] /A. VESELOV/", "Distributed to:\n1 - Cde. A.A. Ilkov\n2 - to file"),
         ["signature", "copies"]),
    ],
)  # fmt: skip
def test_what_stands_behind_the_last_word_in_english(tail: tuple[str, ...], kinds: list[str]) -> None:
    assert _kinds("RECORD OF CONVERSATION", *EN, *tail)[-len(kinds) :] == kinds


def test_scraps_behind_a_signature_do_not_hide_it() -> None:
    assert _kinds("ЗАПИСЬ БЕСЕДЫ", *RU, "Записал Д. Веселов", "изо~ка /:")[-2:] == ["signature", "noise"]
    assert _kinds("ЗАПИСЬ БЕСЕДЫ", *RU, "По поручению ЦК КПСС\nН. ВЕСЕЛОВ", "№ П-1482/ОП")[-2:] == ["signature", "signature"]


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("Extract from Protocol No. 107 of the meeting of the Presidium", "head"),
        ("Subject: Conversations with ambassadors", "head"),
        ("Comrade VESELOV ILKOV!", "salute"),
        ("To Comrades: Veselov, Ilkov, Orlov", "copies"),
    ],
)
def test_heads_and_addresses_in_english(block: str, kind: str) -> None:
    assert _kinds("TOP SECRET", block, *EN)[1] == kind
