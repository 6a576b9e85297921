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
