"""The seed documents: records have all their turns, telegrams and reports none; measured against the hand
annotation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import ROOT, Read

GOLD = ROOT.parent / "shared" / "gold"


@pytest.fixture(scope="module")
def seed(read_record: Callable[[str], Read]) -> Callable[[str], Read]:
    made: dict[str, Read] = {}

    def of(number: str) -> Read:
        if number not in made:
            made[number] = read_record(
                next((ROOT / "seeds").glob(f"{number}_*.txt")).read_text(encoding="utf-8")
            )
        return made[number]

    return of


@pytest.mark.parametrize("number", ["000", "003", "004"])
def test_telegrams_and_reports_have_no_turns(number: str, seed: Callable[[str], Read]) -> None:
    assert seed(number).turns == ()


def test_both_languages_of_a_quoting_record_have_the_same_speakers_in_the_same_order(
    seed: Callable[[str], Read],
) -> None:
    record = seed("001")
    assert record.who("ru") == record.who("en")
    assert len(record.who("ru")) == 66
    assert {t.modality for t in record.turns} == {"direct"}


def test_a_reporting_record_quotes_eleven_times_in_each_language(seed: Callable[[str], Read]) -> None:
    for zone in ("ru", "en"):
        quoted = [t for t in seed("002").turns if t.zone == zone and t.modality in ("direct", "mixed")]
        assert len(quoted) == 11
        assert any(t.modality == "mixed" for t in quoted)


def test_two_speakers_speak_to_each_other(seed: Callable[[str], Read]) -> None:
    for turn in seed("002").turns:
        assert len(turn.addressees) == 1 and turn.addressees[0] not in turn.speakers


def test_a_label_that_ocr_left_nothing_of_is_read_from_the_other_language(
    seed: Callable[[str], Read],
) -> None:
    record = seed("002")
    turn = next(t for t in record.turns if record.label(t) == "у су она-иза")
    assert turn.speakers == ("zhou-enlai",)
    assert turn.cert < 0.9 and any("the other language" in e for e in turn.evidence)


@pytest.mark.parametrize(("number", "gold"), [("001", "001"), ("002", "002-first-half"), ("004", "004")])
def test_every_turn_of_the_hand_annotation_is_found_with_its_speaker_and_modality(
    number: str, gold: str, seed: Callable[[str], Read]
) -> None:
    file = GOLD / f"{gold}.json"
    if not file.is_file():
        pytest.skip("the hand annotation is not beside this checkout")
    annotation = json.loads(file.read_text(encoding="utf-8"))
    record = seed(number)
    wanted = {t["label"][0]: t for t in annotation["turns"]}
    inside = [(b["start"], b["end"]) for b in annotation["blocks"] if b["zone"] != "metadata"]
    found = {t.label.start: t for t in record.turns if t.label and any(a <= t.start < b for a, b in inside)}
    assert sorted(found) == sorted(wanted)
    for start, turn in found.items():
        assert turn.speakers == (wanted[start]["speaker"],)
        assert (turn.modality == "reported") == (wanted[start]["mode"] == "reported")
        assert turn.label is not None and [turn.label.start, turn.label.end] == wanted[start]["label"]
    assert _letters_right(record, annotation) >= 0.995


def _letters_right(record: Read, annotation: dict[str, Any]) -> float:
    """Share of letters of the contents that have the speaker of the annotation (or none, as there)."""
    blocks = {b["n"]: b for b in annotation["blocks"]}
    starts = sorted(t["label"][0] for t in annotation["turns"])
    wanted: dict[int, str] = {}
    for turn in sorted(annotation["turns"], key=lambda t: t["label"][0]):
        after = next((s for s in starts if s > turn["label"][0]), len(record.source.text))
        for n in turn["blocks"]:
            for i in range(max(blocks[n]["start"], turn["label"][0]), min(blocks[n]["end"], after)):
                wanted[i] = turn["speaker"]
    said: dict[int, str] = {}
    for turn in record.turns:
        units = {u.n: u for u in record.structure.zone(turn.zone).units}
        for piece in (p for n in turn.units for p in units[n].pieces):
            for i in range(max(piece.start, turn.start), min(piece.end, turn.end)):
                said[i] = turn.speakers[0]
    skipped = ("page-number", "noise", "stamp")
    letters = [
        i
        for b in annotation["blocks"]
        if b["zone"] != "metadata" and b["kind"] not in skipped
        for i in range(b["start"], b["end"])
        if record.source.text[i].isalnum()
    ]
    return sum(wanted.get(i) == said.get(i) for i in letters) / max(1, len(letters))
