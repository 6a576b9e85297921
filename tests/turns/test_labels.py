"""Labels are learned from the document; what only looks like one is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Read

HEAD = "# Minutes of talks between Ms. Adair and Mr. Boyle\n\n"


def _record(*paragraphs: str) -> str:
    return HEAD + "\n\n".join(paragraphs) + "\n"


@pytest.mark.parametrize(
    "label",
    [
        "Adair:",
        "Adair.",
        "ADAIR:",
        "Ms. Adair:",
        "Comrade Adair:",
        "Adair (aside):",
        "Adair [to the others]:",
        "**Adair:**",
        "**Adair**:",
        "<u>Adair</u>:",
        "*Ms. Adair*:",
        "Secretary Adair:",
        "Gen. Adair:",
        "Adair :",
        r"$\underline{\text{Adair}}$:",
        "Prime Minister Adair:",
    ],
)
def test_a_label_may_be_written_in_many_ways(label: str, read_record: Callable[[str], Read]) -> None:
    read = read_record(
        _record(f"{label} Good day.", "Boyle: Good day to you.", f"{label} Shall we begin?", "Boyle: Let us.")
    )
    assert read.who() == ["adair", "boyle", "adair", "boyle"]
    assert all(t.modality == "direct" for t in read.turns)
    first = read.turns[0]
    assert read.label(first).casefold() == "adair"
    assert first.label_end is not None
    assert read.source.text[first.label_end :].lstrip().startswith("Good day.")


@pytest.mark.parametrize(
    "paragraph",
    [
        "Note: this was said in private.",
        "Secret:",
        "First: we must agree.",
        "1. The bridge.",
        "Yes. It is so.",
        "Paris: it is far away.",
        "As follows: one, two.",
        "Thank you. Good.",
        "Conclusion: we agree.",
        "In short: no.",
    ],
)
def test_what_is_nobodys_name_opens_no_turn(paragraph: str, read_record: Callable[[str], Read]) -> None:
    read = read_record(
        _record("Adair: Good day.", "Boyle: Good day.", paragraph, "Adair: Well?", "Boyle: Well.")
    )
    assert read.who() == ["adair", "boyle", "adair", "boyle"]


def test_a_name_that_opens_prose_once_is_no_label(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Report on a journey\n\nBoyle. That was the name of the village.\n\nIt lies far away from here.\n"
    )
    assert read.turns == ()


def test_speeches_glued_into_one_paragraph_are_parted(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        _record("Adair: Good day. Boyle: Good day.", "Adair: Shall we? Boyle: Let us. Adair: Well then.")
    )
    assert read.who() == ["adair", "boyle", "adair", "boyle", "adair"]
    assert [read.at(t).strip() for t in read.turns][2:] == [
        "Adair: Shall we?",
        "Boyle: Let us.",
        "Adair: Well then.",
    ]
    assert [t.units[0] for t in read.turns] == [t.units[0] for t in sorted(read.turns, key=lambda t: t.start)]


def test_a_speech_goes_on_after_a_page_break_and_over_a_list(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        _record(
            "Adair: Three things.",
            "1. Rice.",
            "2. Coal.",
            "- 2 -",
            "That is all.",
            "Boyle: Good. Agreed.",
            "Adair: Yes.",
        )
    )
    first = read.turns[0]
    assert len(first.units) == 4
    assert read.at(first).rstrip().endswith("That is all.")


def test_narration_and_stage_directions_belong_to_nobody(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        _record(
            "After an exchange of greetings the talk began.",
            "Adair: Good day.",
            "Boyle: Good day.",
            "(Laughter.)",
            "Adair: So.",
            "Boyle: So.",
            "The meeting lasted two hours.",
            "Nothing further was said.",
        )
    )
    said = "".join(read.at(t) for t in read.turns)
    for text in ("greetings", "Laughter", "two hours", "further"):
        assert text not in said


def test_a_damaged_label_names_whoever_it_resembles_with_less_certainty(
    read_record: Callable[[str], Read],
) -> None:
    read = read_record(
        _record(
            "Adair: Good day.",
            "Boyle: Good day.",
            "Adoir: Shall we?",
            "Boylc: Let us.",
            "Adair: So.",
            "Boyle: So.",
        )
    )
    assert read.who() == ["adair", "boyle"] * 3
    assert all(t.cert < 1 for t in read.turns[2:4])
    assert any("resembles" in e for e in read.turns[2].evidence)


def test_a_third_speaker_whom_nobody_announced_gets_an_entry(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        _record(
            "Adair: Good day.", "Boyle: Good day.", "Mr. Quennell: May I?", "Adair: Yes, do.", "Boyle: Do."
        )
    )
    made = {e.id: e for e in read.entities}
    assert read.who()[2] == "quennell"
    assert made["quennell"].cert < 1 and any(
        "Mr Quennell" in e.replace(".", "") for e in made["quennell"].evidence
    )


def test_chinese_labels_with_a_wide_colon_are_read(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Record of conversation\n\n"
        + "\n\n".join(["周恩来：你好，请坐。我们开始谈。", "毛泽东：好，谢谢。我们谈什么？"] * 3)
        + "\n"
    )
    assert read.who() == ["zhou-enlai", "mao-zedong"] * 3


def test_in_capitals_with_a_full_stop_one_who_speaks_but_once_has_a_label(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        _record(
            "ADAIR. Good day.", "BOYLE. Good day to you.", "ADAIR. We can begin.", "BOYLE. Yes, let us.",
            "QUENNELL. And who will answer for it?", "ALL. We agree.", "VOICES. That is right.", "TORPOR. A word of ours.",
        )
    )  # fmt: skip
    assert read.who() == ["adair", "boyle", "adair", "boyle", "quennell", "all", "voices", "torpor"]


def test_a_dash_after_a_title_is_a_label_where_dashes_are_the_custom(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        _record(
            "Adair – Good day.", "Boyle – Good day to you.", "Adair – Shall we?", "Boyle – Let us.", "Comrade Quennell – I shall see to it."
        )
    )
    assert read.who() == ["adair", "boyle", "adair", "boyle", "quennell"]


def test_the_editors_bracket_before_a_label_is_part_of_it(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        _record("Adair: Good day.", "[Vice Minister] Boyle: Good day to you.", "[Unidentified speaker]: It is late.", "Adair: So it is.")
    )
    assert read.who() == ["adair", "boyle", "unidentified-speaker", "adair"]
    assert read.at(read.turns[1]).startswith("[Vice Minister]")
    assert read.label(read.turns[1]) == "Boyle"


def test_two_before_one_colon_speak_together(read_record: Callable[[str], Read]) -> None:
    read = read_record(_record("Adair: Good day.", "Boyle: Good day.", "ADAIR, BOYLE: We are for it.", "Adair: Good."))
    assert read.who() == ["adair", "boyle", "adair+boyle", "adair"]


def test_a_surname_that_is_also_a_title_is_a_name_behind_one(read_record: Callable[[str], Read]) -> None:
    read = read_record("# Minutes of talks between Mr. Lord and Mr. Boyle\n\nMr. Lord: Good day.\n\nMr. Boyle: Good day.\n\nMr. Lord: We begin.\n")
    assert read.who() == ["lord", "boyle", "lord"]


def test_another_initial_is_another_speaker(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Minutes of talks between A. Adair and B. Boyle\n\nPresent at the meeting were: A. Adair, C. Boyle, and B. Boyle.\n\n"
        "A. ADAIR. Good day.\n\nB. BOYLE. Good day.\n\nC. BOYLE. May we begin?\n\nA. ADAIR. We may.\n\nB. BOYLE. Let us.\n"
    )
    who = read.who()
    assert who[0] == who[3] and who[1] == who[4] and who[2] not in (who[0], who[1])


def test_what_stands_under_notes_is_in_nobodys_speech(read_record: Callable[[str], Read]) -> None:
    read = read_record(_record("Adair: Good day.", "Boyle: Good day.", "Adair: That is all.", "Translator's Notes", "1. All is a word.", "2. That is, too."))
    assert len(read.turns[-1].units) == 1
