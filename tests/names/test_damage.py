"""Names that OCR hurt."""

from __future__ import annotations

import pytest

from pipeline.model import Span, Turn
from tests.names.conftest import Finder


def test_a_damaged_name_is_read_in_the_case_it_stands_in(find: Finder) -> None:
    found = find(
        ru=["Товарищ Микоян пришел.", "Привет от товарища Мнкояна."],
        en=["Comrade Mikoyan came.", "Greetings from comrade Mikoyan."],
    )
    mention = found.mention("Мнкояна")
    assert (mention.ref, mention.reading) == ("mikoyan", "Микояна")
    assert mention.cert < 1


def test_the_reading_keeps_the_hyphens_of_the_document(find: Finder) -> None:
    found = find(
        ru=["Чжоу Энь-лай благодарит.", "Просьбу передает Чкоу Энь-лай."],
        en=["Zhou Enlai thanks.", "The request is Zhou Enlai's."],
    )
    assert found.mention("Чкоу Энь-лай").reading == "Чжоу Энь-лай"


def test_the_other_language_tells_what_is_missing(find: Finder) -> None:
    found = find(
        ru=["Присутствовали т.т. Громыко, Сабуроб и Зорин.", "Зорин говорит."],
        en=["Present were comrs. Gromyko, Saburov and Zorin.", "Zorin speaks."],
    )
    assert found.mention("Сабуроб").ref == "saburov"


@pytest.mark.parametrize(
    "text",
    [
        "Польша далеко. Мы ждали дольше и работали больше.",
        "Японию помнят. У японцев остались кадры.",
        "Корея далеко. Корни дерева и скорее снова.",
    ],
)
def test_common_words_are_not_taken_for_ruins(find: Finder, text: str) -> None:
    assert len(find(ru=[text]).surfaces) == 1


def test_another_surname_is_not_taken_for_a_ruin(find: Finder) -> None:
    found = find(en=["Cde. Yu. V. Andropov read it.", "I. V. Andreyev was present."])
    assert found.refs[0] == ("Yu. V. Andropov", "andropov")
    assert found.refs[1][1] != "andropov"


def test_a_name_all_but_one_of_the_authority_is_that_name(find: Finder) -> None:
    found = find(ru=["Беседа с тов. Ворошиловыи прошла."])
    mention = found.mentions[0]
    assert (mention.ref, mention.reading) == ("voroshilov", "Ворошиловым")
    assert mention.cert <= 0.6


def test_a_label_names_its_speaker_however_damaged(find: Finder) -> None:
    turn = Turn("ru", 1, (0,), 0, 20, ("stalin",), "direct", Span(0, 6), cert=0.9)
    found = find(ru=["Зтзлин: Верно."], turns=(turn,))
    assert found.refs == [("Зтзлин", "stalin")]
    assert found.mentions[0].reading == "Сталин"
    assert found.mentions[0].cert == 0.9


def test_a_word_beside_another_name_is_no_ruin_in_clean_english(find: Finder) -> None:
    found = find(en=["Comrade Georg Herrmann wrote it down.", "Hermann Axenbaum was present."])
    assert all(m.reading is None for m in found.mentions)


def test_another_romanisation_is_not_corrected(find: Finder) -> None:
    found = find(en=["You must meet with Pak Heon-yeong.", "Pak Hon-yong agreed."])
    assert found.refs[0] == ("Pak Heon-yeong", "pak-hon-yong")
    assert found.mentions[0].reading is None
