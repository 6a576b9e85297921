"""What holds for the turns of every record."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.openings import is_oblique
from pipeline.sequence import aligned

from .conftest import Read

NAMES = ("Adair", "Boyle", "Quennell", "Wu Te-an")
_sentence = st.sampled_from(
    [
        "It is so.",
        "We agree?",
        "Adds that it is late.",
        "No!",
        "The road is long; we know.",
        "(Laughter)",
        "Note: nothing.",
        "Mr. Boyle knows.",
    ]
)
_opening = st.one_of(
    st.builds(
        lambda n, m: f"{n}{m} ",
        st.sampled_from(NAMES),
        st.sampled_from([":", ".", " said that", " (aside):", " left the room.", ""]),
    ),
    st.sampled_from(
        ["", "**Adair:** ", "<u>Boyle</u> asks ", "- 12 -\n\n", "1. ", "[...]\n\n", "The meeting ended. "]
    ),
)
_paragraph = st.builds(lambda o, s: o + " ".join(s), _opening, st.lists(_sentence, min_size=1, max_size=3))


@settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paragraphs=st.lists(_paragraph, min_size=1, max_size=14))
def test_turns_are_in_order_apart_and_inside_their_units(
    paragraphs: list[str], read_record: Callable[[str], Read]
) -> None:
    read = read_record("# Minutes of talks between Adair and Boyle\n\n" + "\n\n".join(paragraphs) + "\n")
    known = {p.ref for p in read.participants} | {e.id for e in read.entities}
    for zone in read.structure.zones:
        turns = [t for t in read.turns if t.zone == zone.id]
        assert [t.n for t in turns] == list(range(1, len(turns) + 1))
        units = {u.n: u for u in zone.units}
        for turn, after in zip(turns, [*turns[1:], None]):
            assert turn.start < turn.end and (after is None or turn.end <= after.start)
            assert list(turn.units) == sorted(set(turn.units))
            assert units[turn.units[0]].start <= turn.start and turn.end <= units[turn.units[-1]].end
            assert turn.speakers and set(turn.speakers) <= known
            assert 0 < turn.cert <= 1 and turn.evidence
            assert turn.modality in ("direct", "reported", "mixed")
            if turn.label is not None:
                assert turn.start <= turn.label.start < turn.label.end <= turn.end
            if turn.modality == "reported":
                assert turn.label_end is None
            else:
                assert (
                    turn.label is not None
                    and turn.label_end is not None
                    and turn.label.end <= turn.label_end <= turn.end
                )


@given(
    left=st.lists(st.sampled_from("abc"), max_size=40), right=st.lists(st.sampled_from("abc"), max_size=40)
)
def test_alignment_of_speakers_is_monotone(left: list[str], right: list[str]) -> None:
    pairs = aligned(left, right)
    assert pairs == sorted(pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


@given(names=st.lists(st.sampled_from("abcd"), min_size=1, max_size=60))
def test_equal_sequences_are_paired_one_by_one(names: list[str]) -> None:
    assert aligned(names, names) == [(i, i) for i in range(len(names))]


def test_a_name_in_another_case_is_told_from_a_damaged_one() -> None:
    assert is_oblique("Веселову", "Веселов")
    assert is_oblique("Линь Дэ-хаю", "Линь Дэ-хай")
    assert not is_oblique("Веселоа", "Веселов")
    assert not is_oblique("Веселов", "Веселов")
