"""The translation memory in OmegaT; the line files in NLTK."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from export_corpus import Corpus, installed
from lxml import etree
from test_memory import aligned

from pipeline.rendering import render

PROJECT = """<?xml version="1.0" encoding="UTF-8"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>ru</source_lang><target_lang>en</target_lang><sentence_seg>false</sentence_seg>
</project></omegat>
"""


@pytest.fixture
def translated(tmp_path: Path) -> Callable[[bytes, Mapping[str, str]], dict[str, str]]:
    """`translated(memory, texts)`: what OmegaT makes of Russian texts by name with the memory in `tm/auto`,
    whose exact matches it puts in without asking.
    """
    command = installed("omegat")

    def translate(memory: bytes, texts: Mapping[str, str]) -> dict[str, str]:
        folder = tmp_path / "omegat"
        for name in ("source", "target", "tm/auto", "omegat", "glossary", "dictionary"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "omegat.project").write_text(PROJECT, encoding="utf-8")
        (folder / "tm/auto/memory.tmx").write_bytes(memory)
        for name, text in texts.items():
            (folder / "source" / name).write_text(text, encoding="utf-8")
        # OmegaT reads plain text in the encoding of the machine, which may be ASCII in a container.
        env = os.environ | {"JAVA_TOOL_OPTIONS": "-Dfile.encoding=UTF-8"}
        done = subprocess.run(
            [command, str(folder), "--mode=console-translate", f"--config-dir={tmp_path / 'settings'}"],
            capture_output=True, text=True, env=env, check=False, timeout=300,
        )  # fmt: skip
        if "Suitable java binary not found" in done.stdout + done.stderr:
            pytest.skip("omegat finds no Java that it likes")
        assert done.returncode == 0, done.stdout + done.stderr
        return {name: (folder / "target" / name).read_text(encoding="utf-8-sig") for name in texts}

    return translate


def memory_and_sources(exported, corpus: Corpus) -> tuple[bytes, dict[str, set[str]], str]:
    """The memory, its translations by source, and all sources as a text, a paragraph each."""
    file = exported("tmx", corpus) / "tmx.tmx"
    pairs = [[str(seg.text) for seg in unit.iter("seg")] for unit in etree.parse(file).iter("tu")]
    known: dict[str, set[str]] = {}
    for source, target in pairs:
        known.setdefault(source, set()).add(target)
    return file.read_bytes(), known, "\n\n".join(source for source, _ in pairs) + "\n"


def paragraphs(text: str) -> list[str]:
    return text.strip("\n").split("\n\n")


def test_omegat_gives_the_english_of_every_unit(exported, corpus, translated):
    memory, known, text = memory_and_sources(exported, corpus)
    sources = paragraphs(text)
    targets = paragraphs(translated(memory, {"units.txt": text})["units.txt"])
    assert len(targets) == len(sources) == aligned(corpus) > 0
    assert [s for s, t in zip(sources, targets, strict=True) if t not in known[s]] == []


def test_omegat_translates_the_russian_texts_of_the_edition(exported, seeds, translated):
    """The texts as readers download them, not as the memory has them: what stands in it paragraph for
    paragraph comes out in English. Joined paragraphs and numbers of items make the rest.
    """
    memory, known, _ = memory_and_sources(exported, seeds)
    texts = {
        f"{file.stem}.txt": render(file, "text", {"lang": "ru", "width": 0})
        for file in seeds.files
        if etree.parse(file).xpath("//*[local-name() = 'div'][@xml:id = 'ru']")
    }
    found = 0
    for name, text in translated(memory, texts).items():
        for source, target in zip(paragraphs(texts[name]), paragraphs(text), strict=True):
            assert target in known.get(source, {source})
            found += source in known
    assert found >= 0.8 * aligned(seeds)


@pytest.mark.parametrize(
    ("whole", "broken"),
    [(b"</seg>", b""), (b'xml:lang="ru"', b'xml:lang="fr"')],
    ids=["not well-formed", "another language"],
)
def test_omegat_gives_no_english_from_a_broken_memory(exported, examples, translated, whole, broken):
    memory, _, text = memory_and_sources(exported, examples)
    assert translated(memory.replace(whole, broken), {"units.txt": text})["units.txt"] == text


# Line files


def lines(folder: Path, language: str) -> list[list[str]]:
    """The longer words of each line of all files of a language, in the order of the files."""
    from nltk.corpus.reader import PlaintextCorpusReader
    from nltk.corpus.reader.util import read_line_block
    from nltk.tokenize import LineTokenizer, RegexpTokenizer

    reader = PlaintextCorpusReader(
        str(folder),
        rf".*\.{language}",
        word_tokenizer=RegexpTokenizer(r"\w{4,}"),
        sent_tokenizer=LineTokenizer(blanklines="keep"),
        para_block_reader=read_line_block,
    )
    return [[word.lower() for word in line] for line in reader.sents()]


def learnt(russian: list[list[str]], english: list[list[str]], word: str) -> str:
    """The Russian word that IBM's first model finds most likely for an English one."""
    from nltk.translate import AlignedSent, IBMModel1

    pairs = [AlignedSent(e, r) for r, e in zip(russian, english, strict=True)]
    row = IBMModel1(pairs, 5).translation_table[word]
    return max(sorted(row, key=str), key=row.__getitem__)


@pytest.mark.usefixtures("nltk")
def test_nltk_reads_as_many_lines_on_both_sides_as_there_are_groups(exported, corpus):
    folder = exported("moses", corpus)
    assert len(lines(folder, "ru")) == len(lines(folder, "en")) == aligned(corpus) > 0


@pytest.mark.usefixtures("nltk")
@pytest.mark.parametrize(("word", "stem"), [("stalin", "сталин"), ("china", "кита"), ("korea", "коре")])
def test_a_translation_model_learns_names_from_the_lines(exported, seeds, word, stem):
    folder = exported("moses", seeds)
    russian, english = lines(folder, "ru"), lines(folder, "en")
    assert learnt(russian, english, word).startswith(stem)
    # Sabotage: each line beside the translation of the one before.
    assert not learnt(russian[1:], english[:-1], word).startswith(stem)


@pytest.mark.usefixtures("nltk")
def test_a_lost_line_is_a_pair_too_few(exported, examples):
    folder = exported("moses", examples)
    file = folder / "conversation.en"
    file.write_bytes(file.read_bytes().split(b"\n", 1)[1])
    russian, english = lines(folder, "ru"), lines(folder, "en")
    assert len(english) == len(russian) - 1
    with pytest.raises(ValueError, match="shorter"):
        learnt(russian, english, "stalin")
