"""Words of the original that a translator quotes are found in it."""

from __future__ import annotations

from pathlib import Path

from pipeline.authority import load_authority
from pipeline.build import encode_document
from pipeline.project import Project
from pipeline.source import read

ROOT = Path(__file__).resolve().parents[2]


def test_quoted_words_point_to_the_russian_they_transliterate() -> None:
    encoded = encode_document(read(next((ROOT / "seeds").glob("004_*.txt"))), Project(), load_authority())
    text = encoded.document.source.text
    found = {text[t.insertion.start : t.insertion.end]: text[t.span.start : t.span.end] for t in encoded.document.terms}
    assert found["[ne sozrel]"] == "не созрел"
    assert found["[SIC, vzaimnye]"] == "взаимных"
    assert found["[informbyuro]"] == "информбюро"


def test_sentences_are_linked_when_asked_for() -> None:
    source = read(next((ROOT / "seeds").glob("004_*.txt")))
    tei = encode_document(source, Project(sentences=True), load_authority()).tei
    assert tei.count(b'<seg type="s"') > 40
    assert b'<linkGrp type="sentence"' in tei
    assert b'<seg type="s"' not in encode_document(source, Project(), load_authority()).tei
