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
