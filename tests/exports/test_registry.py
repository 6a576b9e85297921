"""What holds for every export."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from pipeline.errors import CannotWrite, NothingToWrite, UnreadableInput, UsageError
from pipeline.export import NEEDS, contents, explain, export, exports, reference
from pipeline.rendering import stylesheets

NAMES = [info.name for info in exports()]


def test_every_export_says_what_it_makes_and_what_it_leaves_out():
    assert sorted(set(NAMES)) == NAMES
    for info in exports():
        assert info.description and info.drops, info.name
        assert info.drops in explain(info.name)


def test_the_reference_lists_every_export_once_in_order():
    listed = [line[5:].split("`")[0] for line in reference().splitlines() if line.startswith("- **`")]
    assert listed == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_export_is_the_same_bytes_whatever_the_order_of_the_files(name, examples):
    once = list(contents(name, examples.files))
    assert once
    assert once == list(contents(name, list(reversed(examples.files))))


@pytest.mark.parametrize("name", NAMES)
def test_an_export_carries_no_path_of_this_machine(name, examples):
    here = str(Path(__file__).resolve().parents[2]).encode()
    for path, content in contents(name, examples.files):
        assert not path.startswith("/") and ".." not in path
        assert here not in content, path


@pytest.mark.parametrize("name", NAMES)
def test_nothing_claims_a_licence_for_the_texts(name, examples):
    for path, content in contents(name, examples.files):
        assert b"creativecommons.org/licenses" not in content, path


def test_an_unknown_export_or_option_is_named():
    with pytest.raises(UsageError, match=r"no export 'epub'; there are: .*tmx"):
        explain("epub")
    with pytest.raises(UsageError, match="no option 'colour'; it knows: min-cert"):
        list(contents("moses", [], {"colour": "red"}))


FOREIGN = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt>
<publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc></teiHeader>
<text><body><p>Text.</p></body></text></TEI>"""


def foreign(folder):
    path = folder / "foreign.xml"
    path.write_text(FOREIGN)
    return path


def test_every_option_has_a_meaning_a_default_that_it_takes_and_a_place_in_explain():
    for info in exports():
        for key, option in info.options.items():
            assert option.meaning and option.takes(option.default), (info.name, key)
            assert f"{key} = {option.values} (" in explain(info.name)
    assert "reading = corrected | original (default: corrected)" in explain("text")


def test_what_a_stylesheet_says_of_an_option_is_of_a_parameter_that_it_has():
    for info in stylesheets():
        root = etree.parse(info.path).getroot()
        told = root.findall("{urn:zapis:stylesheet}stylesheet/{urn:zapis:stylesheet}option")
        assert {e.get("name") for e in told} <= {p.name for p in info.parameters}, info.name


@pytest.mark.parametrize(
    ("name", "option", "value", "said"),
    [
        ("datacite", "year", "foo", "a year"),
        ("cff", "date", "foo", "YYYY-MM-DD"),
        ("cmif", "date", "2026-02-30", "YYYY-MM-DD"),
        ("cmif", "email", "nobody", "e-mail"),
        ("cmif", "licence", "free", "https://"),
        ("cmif", "uuid", "1", "UUID"),
        ("bag", "date", "yesterday", "YYYY-MM-DD"),
        ("bag", "sources", "nowhere", "folder"),
        ("tei-simple", "reading", "source", r"corrected \| original"),
        ("text", "width", "-5", "from 0 on"),
        ("text", "width", "", "from 0 on"),
        ("tmx", "min-cert", "7", "from 0 to 1"),
        ("moses", "min-cert", "nan", "from 0 to 1"),
        ("site", "ui", "de", r"en \| ru"),
        ("site", "search", "maybe", r"yes \| no"),
        ("speakers", "modality", "foo", r"direct \| reported \| mixed"),
        ("dts", "base", "https://example.org", '"/" at its end'),
        ("ceteicean", "library", "nowhere.js", "file that is there"),
        ("teipublisher", "abbrev", "A/B", "lower-case"),
        ("teipublisher", "version", "../1", "version"),
        ("datacite", "doi-prefix", "11.5", "10.5072"),
    ],
)
def test_a_value_that_an_option_does_not_take_is_refused_with_those_it_takes(
    tmp_path, examples, name, option, value, said
):
    with pytest.raises(UsageError, match=rf"{name}: the option {option} wants .*{said}.*not {value!r}"):
        export(name, examples.files, tmp_path / "x", {option: value})
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("value", ["0", "1", "0.5", ".5", "1.0"])
def test_a_certainty_is_a_number_from_0_to_1(value, examples):
    assert list(contents("moses", examples.files, {"min-cert": value})) or value in ("1", "1.0")


NEEDY = [info for info in exports() if info.needs]


@pytest.mark.parametrize("info", NEEDY, ids=lambda info: info.name)
def test_where_there_is_nothing_for_an_export_nothing_is_written_and_it_says_what_is_missing(tmp_path, info):
    with pytest.raises(NothingToWrite, match="nothing was written: no document has ") as found:
        export(info.name, [foreign(tmp_path)], tmp_path / "x")
    assert NEEDS[info.needs][0] in str(found.value) and not (tmp_path / "x").exists()
    assert NEEDS[info.needs][0] in explain(info.name)


@pytest.mark.parametrize("info", NEEDY, ids=lambda info: info.name)
def test_a_document_of_which_an_export_has_nothing_is_named(tmp_path, seeds, info):
    lacking = export(info.name, [*seeds.files, foreign(tmp_path)], tmp_path / "x")
    assert "foreign.xml" in [path.name for path in lacking]
    assert len(lacking) <= len(seeds.files)


def test_options_that_leave_nothing_are_told(tmp_path, examples):
    with pytest.raises(NothingToWrite, match="what these options ask for"):
        export("speakers", examples.files, tmp_path / "x", {"modality": "mixed"})
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<TEI>\n<text></TEI>", r"bad\.xml:2: the file is not well-formed XML"),
        ("<html/>", r"bad\.xml:1: no TEI document: its root is html"),
        (None, r"bad\.xml: No such file"),
    ],
    ids=["malformed", "html", "missing"],
)
def test_what_is_no_tei_is_named_with_its_line(tmp_path, examples, content, said):
    bad = tmp_path / "bad.xml"
    if content:
        bad.write_text(content)
    for name in ("csl", "tmx"):
        with pytest.raises(UnreadableInput, match=said):
            export(name, [*examples.files, bad], tmp_path / "x")


def test_a_single_file_goes_where_it_is_told(tmp_path, examples):
    export("tmx", examples.files, tmp_path / "memory.tmx")
    assert [p.name for p in tmp_path.iterdir()] == ["memory.tmx"]


def test_a_folder_that_is_a_file_is_refused_and_nothing_is_left_behind(tmp_path, examples):
    (tmp_path / "x").write_text("mine")
    with pytest.raises(CannotWrite):
        export("site", examples.files, tmp_path / "x")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_a_bag_does_not_move_into_a_folder_with_other_things(tmp_path, examples):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CannotWrite, match="not empty"):
        export("bag", examples.files, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
