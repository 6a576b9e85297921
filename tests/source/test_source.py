"""Reading: what comes in stays as it is; what is no text is refused in one line."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableInput
from pipeline.model import Span
from pipeline.running import running_unit
from pipeline.source import blocks, read, read_bytes

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "seeds"


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda p: p.name[:3])
def test_seeds_stand_byte_for_byte(path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("the texts as they were handed over are not here")
    assert path.read_bytes() == (SHARED / path.name).read_bytes()


@pytest.mark.parametrize(
    "text",
    ["\ufeffа б", "а\r\nб\r\n\r\nв", "e\u0301 é", "а\x0cб", "а\u200bб", "а\u00adб", "\n\n а \n"],
    ids=["bom", "crlf", "nfd", "form-feed", "zero-width", "soft-hyphen", "blank-lines"],
)
def test_encoding_the_text_again_gives_the_same_bytes(text: str) -> None:
    assert read_bytes(text.encode(), "x.txt").text.encode() == text.encode()


@given(
    st.text(
        alphabet=st.characters(
            blacklist_categories=("Cs",), blacklist_characters="".join(map(chr, range(32)))
        )
        | st.sampled_from("\n\r\t\x0c"),
        max_size=200,
    )
)
def test_blocks_are_the_runs_of_lines_that_are_not_blank(text: str) -> None:
    found = blocks(text)
    assert [b.n for b in found] == list(range(len(found)))
    assert all(a.end < b.start for a, b in itertools.pairwise(found))
    covered = "".join(text[b.start : b.end] for b in found)
    assert "".join(covered.split()).replace("\u200b", "").replace("\ufeff", "") == "".join(
        text.split()
    ).replace("\u200b", "").replace("\ufeff", "")


def test_place_counts_lines_and_columns_from_one() -> None:
    source = read_bytes("аб\nвг\n".encode(), "x.txt")
    assert source.place(0) == (1, 1)
    assert source.place(4) == (2, 2)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        ("тест".encode("cp1251"), "not UTF-8"),
        ("Запись беседы".encode("cp1251"), "it may be windows-1251: convert the file with iconv"),
        ("Запись беседы".encode("utf-16"), "it may be UTF-16"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "it is a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
        (b"abc\x00def", "binary"),
        (b"x" * 1_500_000, "a line of"),
        (b"--- ---", "no letters"),
    ],
    ids=["empty", "blank", "cp1251", "cp1251-words", "utf-16", "pdf", "png", "nul", "long-line", "no-letters"],
)
def test_what_is_no_text_is_refused_in_one_line_that_names_the_file(
    data: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableInput) as caught:
        read(path)
    message = str(caught.value)
    assert said in message
    assert "bad.txt" in message
    assert "\n" not in message


def test_the_line_of_a_byte_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(b"one\ntwo\n\xff\n")
    with pytest.raises(UnreadableInput, match=r"bad\.txt:3"):
        read(path)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.txt"):
        with pytest.raises(UnreadableInput):
            read(path)


@pytest.mark.parametrize(
    ("text", "running", "rends"),
    [
        ("<u>Чжоу</u> говорит", "Чжоу говорит", ["underline"]),
        ("## **Summary:**", "Summary:", ["heading", "bold"]),
        ("НАРОД-\nНОЙ", "НАРОДНОЙ", []),
        ("Энь-\nЛай", "Энь- Лай", []),
        ("а  \nб", "а б", []),
        ("$\\underline{\\text{чжоу 2нь-лай}}$ подтверждает", "чжоу 2нь-лай подтверждает", ["underline"]),
        ("$5 million and $6 million", "$5 million and $6 million", []),
        ("5 * 6 and *so*", "5 * 6 and so", ["italic"]),
        ("сло\u00adво\u200b", "слово", []),
        ("и\u0306ота", "йота", []),
    ],
)
def test_running_text_leaves_out_markup_and_joins_broken_words(
    text: str, running: str, rends: list[str]
) -> None:
    unit = running_unit(read_bytes(text.encode(), "x.txt"), [Span(0, len(text))])
    assert unit.text == running
    assert [m.rend for m in unit.marks] == rends


def test_every_character_of_running_text_knows_its_place() -> None:
    text = "<u>Чжоу</u> го-\nворит"
    unit = running_unit(read_bytes(text.encode(), "x.txt"), [Span(0, len(text))])
    assert all(text[o] == c or c == " " for o, c in zip(unit.offsets, unit.text))
    start = unit.text.index("говорит")
    assert text[slice(*(lambda s: (s.start, s.end))(unit.span(start, start + 7)))] == "го-\nворит"
