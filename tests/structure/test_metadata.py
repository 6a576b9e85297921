"""The cover page as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.metadata import contents_languages, iso_date, read_metadata
from pipeline.model import Metadata
from pipeline.source import read, read_bytes

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def _seed(number: str) -> Metadata:
    return read_metadata(read(next(SEEDS.glob(f"{number}_*.txt"))))


def _made(text: str) -> Metadata:
    return read_metadata(read_bytes(text.encode(), "x.txt"))


@pytest.mark.parametrize(
    ("number", "when", "document", "translators", "languages"),
    [
        ("000", "1949-12-20", "119645", (), (("translation", "en"),)),
        ("001", "1950-01-22", "111245", ("Danny Rozas",), (("translation", "en"),)),
        ("002", "1952-08-20", "111244", ("Danny Rozas",), (("translation", "en"),)),
        ("003", "1953-07-29", "112125", (), (("translation", "en"),)),
        ("004", "1949-05-18", "114898", ("Gary Goldberg",), (("original", "ru"), ("translation", "en"))),
    ],
)
def test_fields_of_the_seeds(
    number: str, when: str, document: str, translators: tuple[str, ...], languages: object
) -> None:
    metadata = _seed(number)
    assert metadata.when == when
    assert metadata.document_number == document
    assert metadata.url == f"https://digitalarchive.wilsoncenter.org/document/{document}"
    assert metadata.translators == translators
    assert metadata.languages == ("Russian",)
    assert contents_languages(metadata) == languages
    assert metadata.summary


def test_archive_references_in_both_ways_of_writing() -> None:
    short, long = _seed("004").archives, _seed("003").archives
    assert [(a.archive, a.fond, a.opis, a.delo, a.listy) for a in short] == [
        ("AP RF", "4", "1", "331", "59-61"),
        ("RGASPI", "558", "11", "331", "0059-0061"),
    ]
    assert [(a.archive, a.fond, a.opis, a.delo, a.papka, a.listy) for a in long] == [
        ("APRF", "3", "65", "830", None, "187-189"),
        ("AVPRF", "059a", "5a", "5", "11", "156-158"),
    ]


def test_a_memoir_is_no_archive_and_is_kept() -> None:
    metadata = _seed("000")
    assert metadata.archives == ()
    assert metadata.originally is not None
    assert metadata.originally.startswith("Sergei N. Goncharov")


def test_a_missing_field_is_missing() -> None:
    metadata = _made(
        'Citation:\n\n"A Title", Wilson Center Digital Archive\n\nContents:\n\nTranslation - English\n\nText.'
    )
    assert metadata.title == "A Title"
    assert (metadata.date, metadata.when, metadata.summary, metadata.credits, metadata.url) == (None,) * 5
    assert metadata.languages == ()


@pytest.mark.parametrize("form", ["**{}:**", "## {}:", "#### **{}:**", "{}:"])
def test_labels_in_bold_as_headings_or_plain(form: str) -> None:
    def label(name: str) -> str:
        return form.format(name)

    text = f'January 5, 1951\n\nTitle\n\n{label("Citation")}\n\n"Title", Wilson Center Digital Archive, APRF, f. 1, op. 2, d. 3, ll. 4-5.\n\n{label("Original Language")}\n\nRussian\n\n{label("Contents")}\n\nTranslation - English\n\nThe text begins.'
    metadata = _made(text)
    assert metadata.title == "Title"
    assert metadata.when == "1951-01-05"
    assert metadata.archives[0].listy == "4-5"
    assert metadata.languages == ("Russian",)
    assert text[metadata.end :].strip() == "The text begins."


def test_running_text_glued_to_the_contents_list_is_text() -> None:
    text = 'Citation:\n\n"T", Wilson Center Digital Archive\n\nContents:\n\nOriginal Scan Translation - English Record of the conversation with the ambassador\n\nMore.'
    metadata = _made(text)
    assert metadata.contents == ("Original Scan", "Translation - English")
    assert text[metadata.end :].lstrip().startswith("Record of the conversation")


def test_a_text_without_cover_page_has_no_metadata() -> None:
    assert _made("Сталин: Не нужно благодарности.") == Metadata()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("January 22, 1950", "1950-01-22"),
        ("22 January 1950", "1950-01-22"),
        ("May 1951", "1951-05"),
        ("1951", "1951"),
        ("February 30, 1950", "1950-02"),
        ("soon", None),
    ],
)
def test_dates_of_the_cover_page(text: str, value: str | None) -> None:
    assert iso_date(text) == value


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("RGANI, f. 89, per. 14, dok. 35", ("89", "14", "35", None, None)),
        ("AVPRF, f. 059a, op. 5a, d. 3, p. 11, l. 45", ("059a", "5a", "3", "11", "45")),
        ("Some Archive, f. 118, pp. 21-26", ("118", None, None, None, "21-26")),
    ],
)
def test_parts_of_a_reference(reference: str, expected: tuple[str | None, ...]) -> None:
    metadata = _made(f'May 1, 1979\n\nTitle\n\nCitation:\n\n"Title", May 1, 1979, Wilson Center Digital Archive, {reference}.\n\nContents:\n\nTranslation - English\n\nThe text begins here.\n')
    a = metadata.archives[0]
    assert (a.fond, a.opis, a.delo, a.papka, a.listy) == expected


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Translated by L.W. Gluchowski.", ("L.W. Gluchowski",)),
        ("Obtained and translated by Adolf Kotlik.", ("Adolf Kotlik",)),
        ("Translated for CWIHP by Danny Rozas", ("Danny Rozas",)),
    ],
)
def test_translators_in_a_citation(said: str, names: tuple[str, ...]) -> None:
    metadata = _made(
        f'May 1, 1979\n\nTitle\n\nCitation:\n\n"Title", May 1, 1979, Wilson Center Digital Archive, AAN, tom 26. {said} <https://digitalarchive.wilsoncenter.org/document/1>\n\nContents:\n\nTranslation - English\n\nThe text begins here.\n'
    )
    assert metadata.translators == names
