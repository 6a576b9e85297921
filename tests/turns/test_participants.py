"""Who takes part, in which role, on which side; and the clean list as key to the damaged one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.authority import Authority
from pipeline.metadata import read_metadata
from pipeline.participants import list_readings
from pipeline.people import is_eastern, nominative, slug, surname
from pipeline.source import read_bytes
from pipeline.structure import structure

from .conftest import Read

TITLE = "# Record of conversation between N. P. Veselov and Lin Tao-shen\n\n"


def test_sides_interpreters_and_recorders_have_their_roles(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        TITLE
        + "Present:\n\nOn the Soviet side comrs. Gorin, Petrenko.\n\nOn the Chinese side comrs. Wu Te-an, Kao Fu.\n\n"
        "Translated by comrs. Petrenko and Shen Li\n\nVeselov: Good day. We begin.\n\nLin Tao-shen: Good day. We do.\n\n"
        "Veselov: Fine.\n\nLin Tao-shen: Fine.\n\nRecorded by A. Gorin\n"
    )
    assert read.roles("veselov") == ("principal",)
    assert read.roles("petrenko") == ("participant", "interpreter")
    assert "recorder" in read.roles("gorin")
    assert {p.side for p in read.participants if p.ref in ("gorin", "wu-te-an")} == {"soviet", "chinese"}


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Also present was Third Secretary V. Lobov.", "participant"),
        ("V. Lobov also attended the meeting in his capacity as interpreter.", "interpreter"),
        ("V. Lobov was present at the conversation.", "participant"),
        ("The conversation was recorded by V. Lobov.", "recorder"),
        ("Notes taken by V. Lobov.", "recorder"),
        ("Interpreter: V. Lobov", "interpreter"),
    ],
)
def test_sentences_of_attendance_give_a_role(
    sentence: str, role: str, read_record: Callable[[str], Read]
) -> None:
    read = read_record(
        TITLE + f"Veselov said that it was late.\n\nLin Tao-shen replied that it was not.\n\n{sentence}\n"
    )
    assert role in read.roles("lobov")


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("На беседе присутствовал В. Лобов.", "participant"),
        ("Присутствовали т.т. Лобов, Гусев.", "participant"),
        ("Переводил В. Лобов.", "interpreter"),
        ("Беседу записал В. Лобов", "recorder"),
    ],
)
def test_russian_sentences_of_attendance_give_a_role(
    sentence: str, role: str, read_record: Callable[[str], Read]
) -> None:
    read = read_record(
        f"ЗАПИСЬ БЕСЕДЫ Н. П. ВЕСЕЛОВА С ЛИНЬ ДЭ-ХАЕМ\n\nВеселов говорит, что поздно.\n\nЛинь Дэ-хай отвечает.\n\n{sentence}\n"
    )
    assert role in read.roles("lobov")


def test_a_telegram_has_sender_recipient_and_copies(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Telegram from Osterman to Kovalenko\n\nCopies: Molotov, Mikoyan\n\nI report on the harvest of this year.\n\nOSTERMAN\n"
    )
    assert "sender" in read.roles("osterman")
    assert read.roles("kovalenko") == ("recipient",)
    assert read.turns == ()


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("Telegram from N. P. Veselov regarding a Meeting with Lin Tao-shen", ("participant",)),
        ("Telegram from N. P. Veselov regarding a Meeting with A. Gorin and Lin Tao-shen", ("participant",)),
        ("Telegram from N. P. Veselov regarding a Meeting about Lin Tao-shen", None),
        ("Telegram from N. P. Veselov regarding Relations with Lin Tao-shen", None),
        ("Telegram from N. P. Veselov regarding a Proposed Meeting with Lin Tao-shen", None),
        ("Telegram from N. P. Veselov on a Request for a Meeting with Lin Tao-shen", None),
    ],
)
def test_whoever_a_telegram_tells_of_meeting_took_part(
    title: str, roles: tuple[str, ...] | None, read_record: Callable[[str], Read]
) -> None:
    read = read_record(f"# {title}\n\nFrom BEIJING\n\nTo Moscow\n\nI have to report that it was late.\n\nVESELOV\n")
    assert {p.ref: p.roles for p in read.participants}.get("lin-tao-shen") == roles


def test_the_clean_list_is_the_key_to_the_damaged_one(authority: Authority) -> None:
    text = (
        "ЗАПИСЬ БЕСЕДЫ\n\nПрисутствовали т.т. Молатоо, Вышинский, Фодоренна.\n\nБеседа началась вечером и была долгой.\n\n"
        "RECORD OF CONVERSATION\n\nPresent were comrs. Molotov, Vyshinsky, Fedorenko.\n\nThe talk began in the evening and was long.\n"
    )
    source = read_bytes(text.encode(), "x.txt")
    metadata = read_metadata(source)
    found = {
        text[s.start : s.end]: (ref, reading)
        for s, ref, reading in list_readings(structure(source, metadata), metadata, authority)
    }
    assert found == {"Молатоо": ("molotov", "Молотов"), "Фодоренна": ("fedorenko", "Федоренко")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("П. Ф. Гордеева", "Гордеев"), ("Лозовского", "Лозовский"), ("Ильиным", "Ильин"), ("Линь", "Линь")],
)
def test_names_after_prepositions_come_back_to_the_nominative(name: str, expected: str) -> None:
    assert nominative(name.split()[-1]) == expected


@pytest.mark.parametrize(
    ("name", "id", "family"),
    [
        ("Dean Harwood", "dean-harwood", "Harwood"),
        ("Чжан Вэнь-тянь", "zhang-wentian", "Чжан Вэнь-тянь"),
        ("Pak Ung-ho", "pak-ung-ho", "Pak Ung-ho"),
        ("A.Ya. Gorin", "a-ya-gorin", "Gorin"),
    ],
)
def test_eastern_names_are_kept_whole(name: str, id: str, family: str) -> None:
    assert slug(name) == id
    assert surname(name) == family
    assert is_eastern(name) == (family == name)


def test_in_a_list_with_semicolons_a_comma_parts_name_and_office(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Minutes of talks\n\nThe following participated in the talks:\n\nOn behalf of the Ruritanian side: Comrade Adam Adair, Secretary General of the Party; "
        "comrade Eva Boyle, minister; Carl Quennell, ambassador in Strelsau.\n\nThe talks began at 10.00.\n"
    )
    assert [p.ref for p in read.participants] == ["adair", "boyle", "quennell"]


def test_a_list_line_by_line_keeps_each_name_with_its_office(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Memorandum of Conversation\n\nPARTICIPANTS: Adam Adair, Chairman\nEva Boyle, Premier of the Council\nCarl Quennell, Interpreter\nDavid Torpor, Staff\n\n"
        "Adair: Good day.\n\nThe Premier: Good day.\n\nAdair: We begin.\n"
    )
    assert read.roles("quennell") == ("interpreter",) and "interpreter" not in read.roles("torpor")
    assert read.who() == ["adair", "boyle", "adair"]


def test_initials_behind_a_surname_may_have_two_letters(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Session of the Committee\n\nChaired by: Com. GORIN M.S.\n\nAttended by: Comrades TORPOV Yu.V., LAPIN A.Ya., ZORKIN M.S.\n\nThe session was short and all went home.\n"
    )
    assert {p.ref for p in read.participants} == {"gorin", "torpov", "lapin", "zorkin"}


def test_the_place_of_a_signature_is_nobody(read_record: Callable[[str], Read]) -> None:
    read = read_record("# Minutes of talks\n\nAdair: Good day.\n\nBoyle: Good day.\n\nDrafted by: C. Quennell\n\nBucharest, 29.V.1978\n")
    assert "quennell" in {p.ref for p in read.participants}
    assert not any("bucharest" in p.ref for p in read.participants)


def test_the_heading_names_whom_the_cover_page_leaves_out(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        'May 1, 1956\n\nMemorandum of a Conversation with A. Gorin\n\nCitation:\n\n"Memorandum of a Conversation with A. Gorin", May 1, 1956, Wilson Center Digital Archive, '
        "AAN.\n\nContents:\n\nTranslation - English\n\nMemorandum\n\nof a conversation of A. Gorin with the Ambassador of Ruritania, Cde. B. Lapin\n\n"
        "Gorin said that it was late and that he was tired.\n\nThe Ambassador asked what the attitude was.\n\nGorin replied that it was good.\n\nThe Ambassador thanked him.\n"
    )
    assert "principal" in read.roles("lapin")
    assert read.who() == ["gorin", "lapin", "gorin", "lapin"]


def test_two_initials_are_no_title(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Record of conversation between Mikhail Gorin and Bela Lapin\n\n*M. S. Gorin*. Good day to you.\n\n*B. Lapin*. Good day.\n\n*M. S. Gorin*. We begin.\n\n*B. Lapin*. Yes.\n"
    )
    assert read.who() == ["gorin", "lapin", "gorin", "lapin"]


def test_attendees_are_a_list_and_no_speaker(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Record of conversation between Adair and Boyle\n\nAttendees (Ruritanian side): Vice Premier Carl Quennell; Ambassador David Torpor.\n\nAdair: Good day.\n\nBoyle: Good day.\n\nAdair: So.\n"
    )
    assert read.who() == ["adair", "boyle", "adair"]
    assert "participant" in read.roles("quennell")
