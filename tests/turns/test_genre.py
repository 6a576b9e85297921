"""What a document is decides whether it has speeches at all."""

from __future__ import annotations

import pytest

from pipeline.genre import genre_of
from pipeline.metadata import read_metadata
from pipeline.model import Metadata, Structure
from pipeline.source import read_bytes
from pipeline.structure import structure


def _parts(text: str) -> Structure:
    source = read_bytes(text.encode(), "x.txt")
    return structure(source, read_metadata(source))


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Record of Conversation between Gorin and Wu", "record"),
        ("Minutes of a Meeting of the Working Group", "record"),
        ("From the Journal of A. Gorin: Memorandum of Conversation with Wu", "record"),
        ("Notes on a Conversation with Wu", "record"),
        ("Transcript of Talks in Peking", "record"),
        ("Telegram from Gorin regarding a Meeting with Wu", "telegram"),
        ("Cable No. 54611 from Gorin to Wu", "telegram"),
        ("Cablegram to Canberra", "telegram"),
        ("Report on a Conversation with Wu", "report"),
        ("Gorin's Letter to Wu", "letter"),
        ("Treaty of Friendship", "other"),
        ("Memorandum from Gorin to Wu", "report"),
    ],
)
def test_the_title_names_the_genre(title: str, kind: str) -> None:
    found = genre_of(_parts("It is a fine day today and we begin.\n"), Metadata(title=title))
    assert found.kind == kind
    assert found.evidence and 0 < found.cert <= 1


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("ЗАПИСЬ БЕСЕДЫ", "record"),
        ("ШИФРТЕЛЕГРАММА", "telegram"),
        ("ДОКЛАД", "report"),
        ("Из дневника Горина", "record"),
    ],
)
def test_a_heading_names_the_genre_in_russian(head: str, kind: str) -> None:
    assert (
        genre_of(_parts(f"# {head}\n\nСегодня хорошая погода, и мы начинаем работу.\n"), Metadata()).kind
        == kind
    )


def test_a_dialogue_is_a_record_whatever_it_is_called() -> None:
    text = "\n\n".join(["Gorin: Good day to you.", "Wu: Good day to you, too."] * 4)
    assert genre_of(_parts(text + "\n"), Metadata(title="Document No. 7")).kind == "record"


def test_nothing_known_is_said_to_be_so() -> None:
    found = genre_of(_parts("It is a fine day.\n"), Metadata())
    assert found.kind == "other" and found.cert < 0.5


def test_a_form_with_fields_is_no_dialogue() -> None:
    text = "# Decisions of the Commission\n\n" + "\n\n".join(["Deadline: 3 May. The plan is due.", "Responsible: the office of plans."] * 4)
    assert genre_of(_parts(text + "\n"), Metadata()).kind == "other"


def test_a_journal_of_several_days_is_no_record_of_one_conversation() -> None:
    day = "I visited the minister, who told me of the harvest and of the new bridge over the river."
    one = f"# From the journal of A. Gorin\n\n5 June 1957\n\n{day}\n\n{day}\n"
    assert genre_of(_parts(one), Metadata(title="From the Journal of A. Gorin")).kind == "record"
    several = one + f"\n6 June 1957\n\n{day}\n\n8 June\n\n{day}\n"
    assert genre_of(_parts(several), Metadata(title="From the Journal of A. Gorin")).kind == "report"
