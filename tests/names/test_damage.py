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


@pytest.mark.parametrize(
    ("ru", "en", "surface", "ref", "reading"),
    [
        (["Он благодарит Советский Союз.", "Помощь оказана Советским Сеюзом."], ["He thanks the Soviet Union.", "The Soviet Union helped."],
         "Советским Сеюзом", "ussr", "Советским Союзом"),
        (["Ким Ир Сен говорит. Ким Ир прибыл.", "Ким Ир Сек не сомневается в этом."],
         ["Kim Il Sung speaks. Kim Il arrived.", "Kim Il Sung does not doubt it."], "Ким Ир Сек", "kim-il-sung", "Ким Ир Сен"),
        (["Зорин прибыл.", "Поручить т. 3орину рассмотреть это."], ["Zorin came.", "Instruct Cde. Zorin to consider it."],
         "3орину", "zorin", "Зорину"),
    ],
)  # fmt: skip
def test_one_hurt_word_of_a_name_does_not_hide_it(
    ru: list[str], en: list[str], surface: str, ref: str, reading: str, find: Finder
) -> None:
    mention = find(ru=ru, en=en).mention(surface)
    assert (mention.ref, mention.reading) == (ref, reading)


def test_part_of_a_name_gives_way_to_the_whole_of_it(find: Finder) -> None:
    found = find(
        ru=["Ким Ир Сен и Ким Ир говорили об этом.", "Ким Ир Сен согласен, Ким Ир тоже."],
        en=["Kim Il Sung and Kim Il spoke of it.", "Kim II Sung agrees."],
    )
    assert found.mention("Kim II Sung").ref == "kim-il-sung"


@pytest.mark.parametrize(
    ("ru", "en", "surface"),
    [
        (["В порту Чхонджин тихо.", "В порту Чхондин ждут."], ["It is calm at the port of Chongjin.", "In Chongjin they wait."], "Чхондин"),
        (["Пекин молчит.", "Прибыли министр Пэк Нам Ун и другие."], ["Peking is silent.", "Peking: minister Paek Nam-un came."], "Пэк Нам Ун"),
    ],
)  # fmt: skip
def test_another_transcription_or_another_name_is_no_damage(ru: list[str], en: list[str], surface: str, find: Finder) -> None:
    found = find(ru=ru, en=en)
    assert not [m for m in found.mentions if m.reading and found.surface(m) in surface]


def test_an_initial_behind_a_damaged_name_is_no_part_of_its_case(find: Finder) -> None:
    found = find(ru=["Зимянин М.В. прибыл.", "Послать Зимянииу М.В. копию."], en=["M.V. Zimyanin came.", "A copy to M.V. Zimyanin."])
    assert found.mentions[1].reading in ("Зимянину", "Зимянину М.В.")


@pytest.mark.parametrize(
    ("ru", "en", "surface", "reading"),
    [
        ("Раненые лежат в Зльбасане.", "The wounded lie in Elbasan.", "Зльбасане", "Эльбасане"),
        ("Просим, чтобы товарищ Лейшкер прибыл.", "We ask that Comrade Leuschner come.", "Лейшкер", "Лейшнер"),
    ],
)
def test_one_letter_that_keeps_a_new_name_from_its_sound_is_damage(ru: str, en: str, surface: str, reading: str, find: Finder) -> None:
    found = find(ru=[ru], en=[en])
    mention = found.mention(surface)
    assert mention.reading == reading
    assert mention.ref == next(m for m in found.mentions if m.lang == "en").ref


@pytest.mark.parametrize(
    ("ru", "en"),
    [
        ("Министр Спыхальский прибыл.", "Minister Spychalski came."),
        ("Он лечился в Валоне.", "He was treated in Valona."),
        ("Завод построен на Урале.", "The plant was built in the Urals."),
    ],
)
def test_names_that_other_languages_spell_otherwise_are_not_hurt(ru: str, en: str, find: Finder) -> None:
    assert not [m for m in find(ru=[ru], en=[en]).mentions if m.reading]


def test_a_label_with_initials_is_read_too(find: Finder) -> None:
    turn = Turn("ru", 1, (0,), 0, 30, ("bulganin",), "direct", Span(5, 18), cert=0.9)
    found = find(ru=["Тов. Н.А. Бупганин: Такого не было."], turns=(turn,))
    assert found.mentions[0].reading == "Булганин"
