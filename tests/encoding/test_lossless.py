"""Every letter, figure and mark of the contents stands in the TEI, in order, once, whatever the source looks like."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.encoding import Settings, encode, serialise
from pipeline.insertions import find_insertions
from pipeline.metadata import read_metadata
from pipeline.model import Document, Source
from pipeline.source import blocks, read
from pipeline.structure import structure
from pipeline.verify import first_difference, verify

SEEDS = sorted((Path(__file__).resolve().parents[2] / "seeds").glob("*.txt"))

_WORDS = [
    "Сталин",
    "говорит",
    "что",
    "война",
    "не",
    "кончена",
    "Peking",
    "agreed",
    "the",
    "treaty",
    'об"явить',
    "1,5 млн.",
    "т.т.",
    "X1X",
    "учили-",
]
_ATOMS = [
    "Сталин:", "Mao Zedong:", "<u>Чжоу</u>", "<u>", "</u>", "**", "*", "[he]", "[...]", "[", "]", "....", "[SIC, vzaimnye]", "2.", "- 1)",
    "(3)", "$\\underline{\\text{чжоу}}$", "$5", "\\_", "#", "—", "«", "»", "\"", "\u200b", "е\u0308", "됞.", "<b>x</b>", "<br>", "&amp;", "<unknown>",
    "`", "~", "_x_", "№ 1, II", "- 106", "1C.", "СЕКРЕТНО", "Present:", "Присутствовали:",
]  # fmt: skip
_text = st.lists(st.sampled_from(_WORDS + _ATOMS), min_size=1, max_size=12).map(" ".join)
_joined = st.lists(_text, min_size=1, max_size=3).map("\n".join)
_heads = st.sampled_from(["## ", "# ", "- ", "1. ", "2. ", "- 1) ", "", "", "", "\x0c"])
_block = st.tuples(_heads, _joined).map("".join)
_number = st.sampled_from(["2.", "- 106", "29", "됞.", "Z,", "N6.", "**(3)**", "❽", "13\n63\n66\n13."])
_wild = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40)
_document = st.lists(st.one_of(_block, _block, _number, _wild), min_size=1, max_size=14).map("\n\n".join)


def _source(text: str) -> Source:
    return Source("made.txt", text, hashlib.sha256(text.encode()).hexdigest(), tuple(blocks(text)))


def _tei(source: Source) -> bytes:
    metadata = read_metadata(source)
    parts = structure(source, metadata)
    document = Document(source, metadata, parts, insertions=find_insertions(parts))
    return serialise(encode(document, Settings(id="made")))


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_document)
@example("- говорит\n\n2.\n\n1. Сталин\n\n## Сталин\n\n2. Сталин")
def test_no_character_of_any_source_is_lost_or_doubled(text: str) -> None:
    source = _source(text)
    if not source.blocks:
        return
    found = first_difference(_tei(source), source)
    assert found is None, found


@settings(max_examples=100, deadline=None)
@given(_document)
def test_units_lie_inside_their_zone_in_order_and_never_overlap(text: str) -> None:
    source = _source(text)
    for zone in structure(source, read_metadata(source)).zones:
        pieces = sorted(p for u in zone.units for p in u.pieces)
        assert all(a.end <= b.start for a, b in itertools.pairwise(pieces))
        for unit in zone.units:
            assert len(unit.text) == len(unit.offsets)
            assert list(unit.offsets) == sorted(unit.offsets)


@settings(max_examples=60, deadline=None)
@given(_document)
def test_the_same_source_gives_the_same_bytes(text: str) -> None:
    source = _source(text)
    if source.blocks:
        assert _tei(source) == _tei(_source(text))


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_seeds_are_whole(path: Path) -> None:
    source = read(path)
    assert verify(_tei(source), source) is None


def test_a_lost_letter_is_found_and_its_place_named() -> None:
    source = _source("Сталин: Не нужно благодарности.\n\nЭто - наш долг.")
    damaged = _tei(source).replace("долг".encode(), "дол".encode())
    finding = verify(damaged, source)
    assert finding is not None
    assert finding.code == "g-001"
    assert finding.line == 3


def test_an_added_letter_is_found() -> None:
    source = _source("Это - наш долг.")
    assert verify(_tei(source).replace("наш".encode(), "наша".encode()), source) is not None
