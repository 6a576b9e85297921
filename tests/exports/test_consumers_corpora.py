"""Corpora of plain text, read by NLTK as linguists read them, and the archives tried by Info-ZIP.

Voyant Tools and AntConc themselves are in no registry that tests may install from; what they read is the same:
UTF-8 files in a ZIP, named by date and language.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from export_corpus import Corpus, installed

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ID = "{http://www.w3.org/XML/1998/namespace}id"
#: A word with Cyrillic or with Latin letters.
SCRIPTS = {"ru": r"[а-яё]+", "en": r"[a-z]+"}

pytestmark = pytest.mark.usefixtures("nltk")


def reader(root, files: str = r".*\.txt"):
    """NLTK's reader of plain text: paragraphs by empty lines, words by letters."""
    from nltk.corpus.reader import CategorizedPlaintextCorpusReader
    from nltk.tokenize import LineTokenizer, RegexpTokenizer

    return CategorizedPlaintextCorpusReader(
        root,
        files,
        cat_pattern=r"(?:.*[/._])?(ru|en)[/.].*",
        word_tokenizer=RegexpTokenizer(r"\w+"),
        sent_tokenizer=LineTokenizer(),
    )


def zipped(archive: Path):
    from nltk.data import ZipFilePathPointer

    return reader(ZipFilePathPointer(str(archive), ""))


def divisions(corpus: Corpus) -> dict[tuple[str, str], str]:
    """The date of each text by id of the document and language."""
    return {
        (div.getroottree().getroot().get(ID), div.get(LANG)): div.xpath(
            "string((/*/*/*[local-name() = 'profileDesc']/*[local-name() = 'creation']/*/@when)[1])"
        )
        for div in corpus.all("//t:text/t:body/t:div")
    }


def in_script(words: list[str], language: str) -> float:
    """The part of the words with letters that are in the letters of the language."""
    letters = [word for word in words if word.isalpha()]
    return sum(bool(re.fullmatch(SCRIPTS[language], w.lower())) for w in letters) / len(letters)


# voyant


def test_nltk_reads_each_archive_of_voyant_as_texts_of_one_language_by_date(exported, corpus):
    folder = exported("voyant", corpus)
    expected = divisions(corpus)
    found = []
    for archive in sorted(folder.iterdir()):
        language = archive.stem[-2:]
        texts = zipped(archive)
        assert texts.categories() == [language]
        assert in_script(texts.words(), language) > 0.9
        found += texts.fileids()
    assert sorted(found) == sorted(f"{date}_{id}_{lang}.txt" for (id, lang), date in expected.items())


def test_info_zip_finds_every_text_whole_and_a_flipped_byte_not(exported, examples):
    command = installed("unzip")
    archive = exported("voyant", examples) / "corpus-ru.zip"
    done = subprocess.run([command, "-t", archive], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.count(" OK\n") == len(examples.files)
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 0xFF
    archive.write_bytes(content)
    assert subprocess.run([command, "-t", archive], capture_output=True, check=False).returncode != 0


def test_nltk_refuses_an_archive_in_another_encoding_or_cut_short(exported, examples, tmp_path):
    archive = exported("voyant", examples) / "corpus-ru.zip"
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(tmp_path / "cp1251.zip", "w") as other:
        for name in whole.namelist():
            other.writestr(name, whole.read(name).decode("utf-8").encode("cp1251", errors="replace"))
    with pytest.raises(UnicodeDecodeError):
        list(zipped(tmp_path / "cp1251.zip").words())
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(zipfile.BadZipFile):
        zipped(archive)


# text


def test_nltk_reads_a_text_per_language_in_which_each_label_opens_a_paragraph(exported, corpus):
    texts = reader(str(exported("text", corpus)))
    expected = divisions(corpus)
    assert set(texts.fileids()) == {f"{id}.{lang}.txt" for id, lang in expected}
    all_labels = 0
    for id, language in expected:
        (div,) = [
            div
            for div in corpus.all("//t:text/t:body/t:div")
            if div.get(LANG) == language and div.getroottree().getroot().get(ID) == id
        ]
        labels = Counter(
            "".join(label.itertext()).strip(" \n.:").split()[0]
            for label in div.iter("{*}speaker")
            if label.find(".//{*}choice") is None
        )
        all_labels += labels.total()
        opened = Counter(p[0][0] for p in texts.paras(f"{id}.{language}.txt") if p and p[0])
        assert {word: n for word, n in labels.items() if opened[word] < n} == {}
    assert all_labels > 0


def test_the_text_and_the_corpus_have_the_same_words(exported, corpus):
    texts = reader(str(exported("text", corpus)))
    folder = exported("voyant", corpus)
    for (id, language), date in divisions(corpus).items():
        words = list(zipped(folder / f"corpus-{language}.zip").words(f"{date}_{id}_{language}.txt"))
        assert words == list(texts.words(f"{id}.{language}.txt"))


def test_a_text_in_another_encoding_is_refused_and_a_lost_line_is_a_paragraph_less(exported, examples):
    folder = exported("text", examples)
    file = folder / "conversation.ru.txt"
    text = file.read_text(encoding="utf-8")
    before = len(reader(str(folder)).paras(file.name))
    file.write_text(text.replace("\n\n", "\n", 1), encoding="utf-8")
    assert len(reader(str(folder)).paras(file.name)) == before - 1
    file.write_bytes(text.encode("koi8-r", errors="replace"))
    with pytest.raises(UnicodeDecodeError):
        list(reader(str(folder)).words(file.name))


# speakers


def turns(corpus: Corpus) -> Counter[tuple[str, str]]:
    """How often each person speaks in each language."""
    return Counter(
        (div.get(LANG), who[1:])
        for div in corpus.all("//t:text/t:body/t:div")
        for turn in div.iter("{*}sp")
        for who in turn.get("who").split()
    )


def test_nltk_counts_the_turns_of_each_speaker_in_each_language(exported, corpus):
    texts = reader(str(exported("speakers", corpus)))
    expected = turns(corpus)
    assert set(texts.fileids()) == {f"{language}/{who}.txt" for language, who in expected}
    assert set(texts.categories()) == {language for language, _ in expected}
    for (language, who), count in expected.items():
        assert len(texts.paras(f"{language}/{who}.txt")) == count
    for language in texts.categories():
        assert in_script(texts.words(categories=language), language) > 0.9


def test_nltk_miscounts_turns_that_are_not_apart_and_refuses_another_encoding(exported, examples):
    folder = exported("speakers", examples)
    file = folder / "ru/stalin.txt"
    text = file.read_text(encoding="utf-8")
    assert turns(examples)["ru", "stalin"] > 1
    file.write_text(text.replace("\n\n", "\n", 1), encoding="utf-8")
    assert len(reader(str(folder)).paras("ru/stalin.txt")) == turns(examples)["ru", "stalin"] - 1
    file.write_bytes(text.encode("cp1251", errors="replace"))
    with pytest.raises(UnicodeDecodeError):
        list(reader(str(folder)).words("ru/stalin.txt"))
