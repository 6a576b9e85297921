"""Who says "I" in a record told in the first person, who is meant by an office, and names that were misread."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.likeness import likeness, typed_likeness
from pipeline.participants import damaged_title

from .conftest import Read

TITLE = "# Memorandum of Conversation between V. P. Orekhov and Karl Torpor\n\n"
TOLD = (
    "I visited Torpor today.\n\nTorpor said that the grain had come.\n\nI asked whether it was enough.\n\n"
    "Torpor answered that it was.\n\nI promised to report this.\n\n"
)
OF_WHOM = ["torpor", "orekhov", "torpor", "orekhov"]


@pytest.mark.parametrize(
    "signature",
    [
        "USSR AMBASSADOR IN RURITANIA\n\n(V. OREKHOV)",
        "USSR AMBASSADOR IN RURITANIA\n(V. OREKHOV)",
        "USSR AMBASSADOR IN RURITANIA    V. OREKHOV",
        "USSR CHARGE D'AFFAIRES\nIN THE DRV     V. OREKHOV",
        "AMBASSADOR OF THE USSR\n(Orekhov)",
        "Viktor Orekhov\nAmbassador\n(signature)",
        "Viktor Orekhov (ambassador)",
        "/signed/ V. Orekhov, Ambassador",
    ],
)
def test_a_signature_names_the_writer_wherever_the_office_stands(signature: str, read_record: Callable[[str], Read]) -> None:
    read = read_record(TITLE + TOLD + signature + "\n")
    assert read.who() == OF_WHOM
    assert set(read.roles("orekhov")) == {"principal", "signatory", "author"}
    assert [t.cert for t in read.turns if t.speakers == ("orekhov",)] == [0.9, 0.9]


def test_a_russian_signature_in_capitals_is_no_longer_name(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "ЗАПИСЬ БЕСЕДЫ\n\nПосетил сегодня Рихтера.\n\nРихтер сказал, что зерно пришло.\n\nЯ спросил, хватит ли его.\n\n"
        "Рихтер ответил, что хватит.\n\nЯ обещал сообщить об этом.\n\nВРЕМЕННЫЙ ПОВЕРЕННЫЙ В ДЕЛАХ\nСССР В ДРВ       П. ОРЕХОВ\n"
    )
    assert "signatory" in read.roles("orekhov") and read.who().count("orekhov") == 2


def test_the_heading_of_whose_conversation_it_is_names_the_writer(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "ЗАПИСЬ БЕСЕДЫ\nпосла СССР П. И. Орехова с министром Карлом Рихтером\n\nМинистр сказал, что поздно.\n\n"
        "Я спросил, который час.\n\nМинистр ответил, что десять.\n\nЯ поблагодарил.\n\nБеседу записал В. Лобов\n"
    )
    assert [t.cert for t in read.turns if t.speakers == ("orekhov",)] == [0.8, 0.8]
    assert "author" not in read.roles("orekhov")  # inferred, so only the turns say it


def test_the_writer_is_the_principal_whose_words_nobody_reports(read_record: Callable[[str], Read]) -> None:
    read = read_record(TITLE + TOLD)
    assert read.who() == OF_WHOM
    assert {t.cert for t in read.turns if t.speakers == ("orekhov",)} == {0.75}


@pytest.mark.parametrize(("language", "writer"), [("Russian", "orekhov"), ("Mongolian", "torpor"), ("Polish", "author")])
def test_the_language_of_the_record_tells_on_whose_side_the_writer_is(
    language: str, writer: str, read_record: Callable[[str], Read]
) -> None:
    title = "Memorandum of Conversation between Soviet Ambassador V. P. Orekhov and Mongolian Minister K. Torpor"
    read = read_record(
        f"**May 3, 1961**\n\n**{title}**\n\n**Citation:**\n\n\"{title}\", May 3, 1961, Wilson Center Digital Archive, AVPRF. "
        f"https://digitalarchive.wilsoncenter.org/document/1\n\n**Original Language:**\n\n{language}\n\n**Contents:**\n\n"
        "Translation - English\n\nWe met at noon.\n\nThe Attaché said that it was late.\n\nI asked what time it was.\n\n"
        "The Attaché answered that it was ten.\n\nI promised to report this.\n"
    )
    assert read.who()[1] == writer


def test_where_nothing_names_the_writer_he_has_no_name(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Memorandum of Conversation with Karl Torpor\n\nTorpor said that it was late.\n\nI asked what time it was.\n\n"
        "Torpor answered that it was ten.\n\nI promised to report this.\n"
    )
    assert read.who() == ["torpor", "author", "torpor", "author"]


@pytest.mark.parametrize("office", ["My interlocutor", "The Minister", "The Deputy Minister", "The Chairman"])
def test_in_a_conversation_of_two_an_office_is_the_other_party(office: str, read_record: Callable[[str], Read]) -> None:
    read = read_record(TITLE + TOLD + f"{office} added that more was wanted.\n\nI said that I understood.\n\nV. OREKHOV\n")
    assert read.who() == [*OF_WHOM, "torpor", "orekhov"]


def test_the_interpreter_is_not_the_other_party(read_record: Callable[[str], Read]) -> None:
    read = read_record(TITLE + TOLD + "The interpreter remarked that it was late.\n\nI said that I understood.\n\nV. OREKHOV\n")
    assert read.who() == [*OF_WHOM, "interpreter", "orekhov"]


def test_with_several_present_an_office_is_whose_title_says_it(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        TITLE + "Present: Counselor Boris Wolf, Deputy Minister Adam Quill.\n\nThe conversation was held at the Ministry.\n\n" + TOLD
        + "The Counselor added that more was wanted.\n\nThe Minister said that it was not.\n\nI said that I understood.\n\nV. OREKHOV\n"
    )
    assert read.who() == [*OF_WHOM, "wolf", "quill", "orekhov"]


SPOKEN = (
    "Тов. {0}: Разрешите приветствовать вас в Москве. Повестки дня мы не составляли, будем говорить о том, что наболело.\n\n"
    "Тов. К. Рихтер: Спасибо. Мы приехали вчера и готовы начать.\n\nТов. {0}: Тогда начнем.\n\nТов. К. Рихтер: Мы готовы.\n\n"
    "Тов. {1}: Хорошо, я согласен.\n"
)


@pytest.mark.parametrize(
    ("name", "read_as", "same"),
    [
        ("Н.С. Орехов", "И.С. Орехов", True),
        ("Н. Орехов", "И. Орехов", True),
        ("Н.С. Орехов", "Р.Т. Орехов", False),
        ("Р. Орехов", "Ф. Орехов", False),
        ("Н.С. Орехов", "И.С. Ореховский", False),
    ],
)
def test_initials_that_look_alike_make_no_new_person(
    name: str, read_as: str, same: bool, read_record: Callable[[str], Read]
) -> None:
    read = read_record(f"СТЕНОГРАФИЧЕСКАЯ ЗАПИСЬ ПЕРЕГОВОРОВ\n\nПрисутствовали: {name}, К. Рихтер.\n\n" + SPOKEN.format(name, read_as))
    assert (read.turns[-1].speakers == read.turns[0].speakers) is same
    assert not same or read.turns[-1].cert < 1.0


def test_other_initials_in_a_title_are_a_namesake(read_record: Callable[[str], Read]) -> None:
    read = read_record("# Record of Conversation between A. Q. Khrushchev and Karl Torpor\n\nTorpor: Good day.\n\nKhrushchev: Good day.\n")
    assert "khrushchev" not in {p.ref for p in read.participants}
    assert "principal" in read.roles("a-q-khrushchev")


def test_a_damaged_title_with_a_damaged_name_means_whoever_bears_it(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Minutes of Conversation\n\nParticipants: Chairman Adam Quill, Premier Ivo Zohra\n\nQuill: Good day.\n\nPremier Zohra: Good day.\n\n"
        "Quill: We begin.\n\nPremicr Zorha: Let us.\n"
    )
    assert read.who() == ["quill", "zohra", "quill", "zohra"]
    assert read.label(read.turns[-1]) == "Zorha" and read.turns[-1].cert < 1.0


def test_letters_that_changed_places_are_a_slip_of_the_typist() -> None:
    assert typed_likeness("Zhuo", "Zhou", "en") > likeness("Zhuo", "Zhou", "en")
    assert typed_likeness("Zhu", "Zuh", "en") == likeness("Zhu", "Zuh", "en")
    assert damaged_title("Premicr Zhuo", "en") == ("premier", "Zhuo")
    assert damaged_title("Premature end", "en") == ("", "Premature end")


def test_a_digit_within_a_name_is_a_letter(read_record: Callable[[str], Read]) -> None:
    read = read_record(TITLE + TOLD + "Comrade Dryg1as told me the following.\n\nI thanked him.\n")
    assert read.who()[-2] == "dryglas"
    assert read.label(read.turns[-2]) == "Dryg1as"


def test_those_present_take_the_word_inside_a_paragraph(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        TITLE + "Comrade Pimenov was also present.\n\nTorpor said that the grain had come. Comrade Pimenov added that it was little. "
        "Comrade Absent remarked in Havana that it was much.\n\nI asked whether it was enough.\n\nTorpor answered that it was.\n\n"
        "I promised to report this.\n"
    )
    assert read.who() == ["torpor", "pimenov", "orekhov", "torpor", "orekhov"]
    assert read.turns[2].addressees == ("torpor",)  # Pimenov only joined in
    assert read.turns[1].addressees == () and read.turns[1].cert < 0.9


@pytest.mark.parametrize(
    "deed",
    [
        "On the afternoon of 21 November Comrade Quill, the Ambassador, came to see me.",
        "I met Comrade Quill at the dinner of the Embassy.",
        "Comment: It can be stated that nothing has changed.",
        "At the end of the conversation [we] agreed that the Ambassador would come in June.",
    ],
)
def test_what_the_writer_did_and_thinks_ends_a_turn(deed: str, read_record: Callable[[str], Read]) -> None:
    read = read_record(TITLE + TOLD.removesuffix("I promised to report this.\n\n") + f"{deed}\n\nI promised to report this.\n")
    assert read.who() == OF_WHOM
    assert not any(deed[:20] in read.at(t) for t in read.turns)


def test_nam_il_then_dwelt_on_what_was_to_come(read_record: Callable[[str], Read]) -> None:
    read = read_record(TITLE + TOLD + "Torpor then dwelt on the discussion to come.\n\nI thanked him.\n")
    assert read.who() == [*OF_WHOM, "torpor", "orekhov"]


def test_one_paragraph_in_the_first_person_is_enough_where_the_writer_signs(read_record: Callable[[str], Read]) -> None:
    told = "Torpor said that the grain had come.\n\nI asked whether it was enough.\n\nTorpor answered that it was.\n\n"
    assert read_record(TITLE + told + "V. OREKHOV\n").who() == ["torpor", "orekhov", "torpor"]
    assert "orekhov" not in read_record(TITLE + told).who()


@pytest.mark.parametrize(
    ("heading", "people"),
    [
        ("ЗАПИСЬ БЕСЕДЫ\nпосла СССР П. И. Орехова с послом ЧССР в КНДР Гавликом", {"orekhov", "gavlik"}),
        ("Note on a Conversation between Comrade Schwab and the Soviet Minister-Counselor Zhurin", {"schwab", "zhurin"}),
        ("Record of Conversation between A. Gorin and the Ambassador of Ruritania", {"gorin"}),
    ],
)
def test_a_name_may_follow_the_office_and_whose_it_is(heading: str, people: set[str], read_record: Callable[[str], Read]) -> None:
    read = read_record(f"# {heading}\n\nIt was late in the evening when the two met, and they talked for an hour.\n")
    assert {p.ref for p in read.participants if "principal" in p.roles} == people


def test_the_author_of_a_journal_keeps_all_initials(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "Из дневника\nвременного поверенного в делах СССР в КНДР\nВ. И. ОРЕХОВА\n\nЗАПИСЬ БЕСЕДЫ\nс министром К. Рихтером\n\n"
        "Министр сказал, что поздно.\n\nЯ спросил, который час.\n\nМинистр ответил, что десять.\n"
    )
    assert [p.ref for p in read.participants] == ["orekhov", "rikhter"]


def test_a_short_paragraph_behind_a_list_is_no_line_of_it(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        TITLE + "Present: Counselor Boris Wolf.\n\nTorpor said that it was late.\n\nI asked what time it was.\n\n"
        "Torpor answered that it was ten.\n\nI thanked him.\n\nV. OREKHOV\n"
    )
    assert read.who() == OF_WHOM
