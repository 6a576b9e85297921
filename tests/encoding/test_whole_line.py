"""The whole line of steps on texts nobody would write: it never fails, loses nothing, and its TEI is valid."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.authority import load_authority
from pipeline.build import encode_document
from pipeline.errors import UnreadableInput
from pipeline.project import Project
from pipeline.source import read_bytes
from pipeline.verify import first_difference

SCHEMA = Path(__file__).resolve().parents[2] / "schema" / "zapis.rng"

_PARTS = [
    "Сталин: Не нужно благодарности. Это - наш долг.", "<u>Чноу Энь-лаг</u> говорит, что 1,5 млн. человек", "Mao Zedong: Agreed.",
    "Stalin says that the treaty of 22 January 1950 [of friendship] must be changed.", "2.", "됞.", "№ 1, II", "СЕКРЕТНО",
    "Присутствовали: т.т. Молотов, Гедоренко и Ши Чжэ /Карский/.", "Present: Mr. Acheson, Gen. Marshall and Sir Ivone Kirkpatrick.",
    "1. Первый вопрос.", "- 1) Второй", "[...]", "[the text", "ends here]", "учили-", "ща.", "The Chairman: Q: A:", "Записали", "А.Вышинский",
    "ЗАПИСЬ БЕСЕДЫ ТОВАРИЩА СТАЛИНА", "To Comrade Stalin,", "CIPHERED TELEGRAM", "From BEIJING From Kuznetsov", "Copies: Malenkov, Molotov",
    "毛泽东：我们同意。", "$\\underline{\\text{чжоу 2нь-лай}}$ подтверждает", "He added:", "Добавляет:", "....", "Eden: By all means. Casey: No.",
    "August 20, 1952", "20 августа 1952 года", "Citation:", "Contents:", "Translation - English", "Wilson Center Digital Archive",
]  # fmt: skip
_line = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=3).map(" ".join)
_block = st.lists(_line, min_size=1, max_size=2).map("\n".join)
_document = st.lists(st.one_of(_block, _block, st.text(min_size=1, max_size=25)), min_size=1, max_size=10).map("\n\n".join)


@cache
def _schema() -> Any:
    from lxml import etree

    return etree.RelaxNG(etree.parse(str(SCHEMA)))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(_document)
def test_any_text_becomes_valid_tei_that_holds_all_of_it(text: str) -> None:
    from lxml import etree

    try:
        source = read_bytes(text.encode("utf-8", "replace"), "made.txt")
    except UnreadableInput:
        return
    tei = encode_document(source, Project(), load_authority()).tei
    assert first_difference(tei, source) is None
    assert _schema().validate(etree.fromstring(tei)), _schema().error_log.last_error
