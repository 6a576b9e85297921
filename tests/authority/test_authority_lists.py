"""The TEI lists of the package, tables in and out, and what a project adds."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.authority import Authority, load_authority
from pipeline.authority.check import RULES, check, check_authority
from pipeline.authority.entry import FILES, SHAPES, Entry, Name, Office, merge
from pipeline.authority.exchange import export_authority, import_authority, list_authority, write_authority
from pipeline.authority.table import TableError, export_table, import_table, offices_of
from pipeline.authority.tei import AuthorityError, document, read
from pipeline.encoding import standoff

SHARED = Path(__file__).resolve().parents[3] / "shared"
TABLE = SHARED / "authority" / "authority.tsv"
PACKAGE = Path(__file__).resolve().parents[2] / "pipeline" / "authority"


@pytest.fixture(scope="module")
def lists() -> Authority:
    return load_authority(cache=False)


needs_table = pytest.mark.skipif(
    not TABLE.exists(), reason="the table of the authority is not beside the repository"
)


def test_the_lists_of_the_package_have_no_errors() -> None:
    assert [f for f in check_authority() if f.severity == "error"] == []


def test_the_lists_of_the_package_are_written_as_the_writer_writes_them() -> None:
    for kind, name in FILES.items():
        path = PACKAGE / name
        assert document(kind, read(path)) == path.read_bytes()


def test_the_lists_are_valid_tei() -> None:
    schema = SHARED / "tei" / "tei_all-4.9.0a.rng"
    if not schema.exists():
        pytest.skip("tei_all is not beside the repository")
    from lxml import etree

    grammar = etree.RelaxNG(etree.parse(str(schema)))
    for name in FILES.values():
        assert grammar.validate(etree.parse(str(PACKAGE / name))), grammar.error_log.last_error


@needs_table
def test_every_entry_of_the_table_is_in_the_lists_with_its_identifiers_and_no_others(
    lists: Authority,
) -> None:
    entries = lists.entries
    rows = import_table(TABLE.read_text(encoding="utf-8"))
    assert len(rows) > 250
    for row in rows:
        assert entries[row.id].identifiers == row.identifiers, row.id
    known = {i for row in rows for i in row.identifiers}
    assert {i for e in entries.values() for i in e.identifiers} <= known


@needs_table
def test_a_table_written_from_entries_reads_back_to_the_same_entries() -> None:
    entries = [e for name in FILES.values() for e in read(PACKAGE / name)]
    assert import_table(export_table(entries)) == entries


def test_a_form_has_the_language_its_script_and_system_tell(lists: Authority) -> None:
    names = {n.text: n.lang for n in lists.entries["zhou-enlai"].names}
    assert names["周恩来"] == "zh-Hans"
    assert names["周恩來"] == "zh-Hant"
    assert names["Chou En-lai"] == "zh-Latn-wadegile"
    assert names["Чжоу Энь-лай"] == "zh-Cyrl-x-pallad"
    assert names["Zhou Enlai"] == "en"


def test_a_name_that_was_used_for_a_time_says_when(lists: Authority) -> None:
    beiping = next(n for n in lists.entries["beijing"].names if n.text == "Beiping")
    assert beiping.to == "1949-09-27"


@pytest.mark.parametrize(
    ("role", "offices"),
    [
        (
            "Foreign Minister (1939-49, 1953-56)",
            [("Foreign Minister", "1939", "1949"), ("Foreign Minister", "1953", "1956")],
        ),
        ("First Secretary (Sept 1953-64)", [("First Secretary", "1953-09", "1964")]),
        ("Premier 1955-58; Marshal", [("Premier", "1955", "1958"), ("Marshal", None, None)]),
        ("Vice Premier (1949-)", [("Vice Premier", "1949", None)]),
        ("in Moscow Oct 1950", [("in Moscow Oct 1950", None, None)]),
    ],
)
def test_offices_have_the_years_that_their_text_states(
    role: str, offices: list[tuple[str, str | None, str | None]]
) -> None:
    assert [(o.text, o.from_, o.to) for o in offices_of(role)] == offices


def test_a_row_without_id_or_with_an_unknown_kind_or_an_id_twice_is_refused() -> None:
    head = "id\tkind\tname_en\n"
    for rows in ("\tperson\tX\n", "x\tship\tX\n", "x\tperson\tX\nx\tperson\tY\n"):
        with pytest.raises(TableError, match=r"row \d"):
            import_table(head + rows)


def test_an_id_that_cannot_be_an_xml_id_is_made_one() -> None:
    (entry,) = import_table("id\tkind\tname_en\n38th parallel!\tplace\t38th parallel\n")
    assert entry.id == "n-38th-parallel"


def test_a_file_that_is_not_tei_is_named_in_the_error(tmp_path: Path) -> None:
    bad = tmp_path / "persons.xml"
    bad.write_text("<a>", encoding="utf-8")
    with pytest.raises(AuthorityError, match=r"persons\.xml"):
        load_authority([bad], cache=False)


def test_a_project_extends_an_entry_and_overrides_its_facts(tmp_path: Path) -> None:
    mine = Entry("molotov", "person", (Name("Молотов-Скрябин", "ru"),), born="1891")
    new = Entry(
        "petrenko", "person", (Name("Petrenko", "en", "preferred"), Name("Петренко", "ru", "preferred"))
    )
    write_authority([mine, new], tmp_path)
    authority = load_authority([tmp_path], cache=False)
    molotov = authority.entries["molotov"]
    assert (molotov.born, molotov.died) == ("1891", "1986")
    assert molotov.preferred == "Vyacheslav Molotov"
    assert authority.lookup("Молотов-Скрябин", "ru")[0][0] == "molotov"
    assert authority.lookup("Петренко", "ru")[0][0] == "petrenko"


def test_a_table_is_imported_over_the_entries_of_the_same_id_and_keeps_the_others(tmp_path: Path) -> None:
    table = tmp_path / "new.tsv"
    table.write_text(
        "id\tkind\tname_en\tborn\nbob\tperson\tBob\t\nann\tperson\tAnn\t1900\n", encoding="utf-8"
    )
    import_authority(table, tmp_path)
    table.write_text("id\tkind\tname_en\tborn\nbob\tperson\tBob\t1910\n", encoding="utf-8")
    (path,) = import_authority(table, tmp_path)
    assert {e.id: e.born for e in read(path)} == {"bob": "1910", "ann": "1900"}


def test_generated_forms_are_exported_apart_and_never_written_to_the_lists(lists: Authority) -> None:
    authority = lists
    table = export_authority(authority, generated=True).splitlines()
    assert any("generated" in line and "\tzhou-enlai\t" in line for line in table)
    written = {n.text for e in authority.entries.values() for n in e.names}
    assert "Чжоу Энь-лаем" not in written
    assert any(line.startswith("Чжоу Энь-лаем\t") for line in table)


def test_a_list_can_be_narrowed_by_kind_and_text(lists: Authority) -> None:
    rows = list_authority(lists, "place", "мукден")
    assert [row[0] for row in rows] == ["shenyang"]


BROKEN = {
    "a-001": Entry("x", "person", (Name("X", "en"),), identifiers=(("wikidata", "855"),)),
    "a-003": Entry("x", "person", ()),
    "a-004": Entry("x", "person", (Name("X", "en"),), born="1950", died="1949"),
    "a-005": Entry("x", "place", (Name("X", "en"),), lat=99.0, lon=0.0),
}


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_what_is_wrong_in_an_entry_is_found_under_its_code(code: str) -> None:
    assert [f.code for f in check(Authority([BROKEN[code]]))] == [code]


def test_codes_and_slugs_are_those_of_the_table_of_rules() -> None:
    rules = tomllib.loads((PACKAGE.parent / "rules.toml").read_text(encoding="utf-8"))
    assert {code: rules[code]["slug"] for code in RULES} == RULES


def test_identifiers_twice_namesakes_and_duplicates_are_told_apart() -> None:
    ivan = Entry("a", "person", (Name("Ivan Petrov", "en"),), (("wikidata", "Q1"),), born="1900", died="1950")
    other = replace(ivan, id="b", identifiers=(("wikidata", "Q2"),), born="1880")
    again = replace(ivan, id="c", identifiers=(("wikidata", "Q1"),))
    assert [f.code for f in check(Authority([ivan, other]))] == ["a-006"]
    assert [f.code for f in check(Authority([ivan, again]))] == ["a-002", "a-007"]


texts = st.text(st.characters(whitelist_categories=("Lu", "Ll", "Lo")), min_size=1, max_size=8)
names = st.builds(
    Name, texts, st.sampled_from(["en", "ru", "zh-Hans"]), st.sampled_from(["preferred", "variant"])
)
entries = st.builds(
    Entry,
    st.just("x"),
    st.just("person"),
    st.lists(names, min_size=1, max_size=4).map(tuple),
    st.sampled_from([(), (("wikidata", "Q855"),)]),
    st.none() | st.just("1900"),
    st.none() | st.just("1950-01-02"),
    st.lists(
        st.builds(Office, texts, st.none() | st.just("1940"), st.none() | st.just("1950")), max_size=2
    ).map(tuple),
)


@given(entries)
def test_an_entry_written_as_tei_reads_back_to_itself(entry: Entry) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "persons.xml"
        path.write_bytes(document("person", [entry]))
        assert read(path) == [entry]


UNCHECKED = Entry(
    "ann", "person", (Name("Ann Lee", "en", "preferred"),), born="1900", died="1950", offices=(Office("Consul"),), unchecked=True
)


def test_facts_that_nobody_has_checked_say_so_in_lists_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "persons.xml"
    path.write_bytes(document("person", [UNCHECKED]))
    assert path.read_text(encoding="utf-8").count('cert="unknown"') == 3
    assert read(path) == [UNCHECKED]
    assert import_table(export_table([UNCHECKED])) == [UNCHECKED]


def test_no_document_states_what_nobody_has_checked() -> None:
    tags = [[child.tag.rpartition("}")[2] for child in standoff.entry(e.entity, "person", "persName")] for e in (
        UNCHECKED, replace(UNCHECKED, unchecked=False)
    )]  # fmt: skip
    assert tags == [["persName"], ["persName", "birth", "death", "note"]]


def test_facts_of_the_project_take_the_place_of_unchecked_ones() -> None:
    mine = Entry("ann", "person", (Name("Ann Lee", "en", "preferred"),), born="1902")
    (made,) = merge([UNCHECKED, mine]).values()
    assert (made.born, made.died, made.offices, made.unchecked) == ("1902", None, (), False)
    (named,) = merge([UNCHECKED, replace(mine, born=None)]).values()
    assert (named.born, named.unchecked) == ("1900", True)


@needs_table
def test_what_the_lists_add_to_the_checked_table_is_marked(lists: Authority) -> None:
    known = {e.id for e in import_table(TABLE.read_text(encoding="utf-8"))}
    for e in lists.entries.values():
        assert e.unchecked == (e.id not in known and bool(e.born or e.died or e.offices)), e.id


def test_every_identifier_of_the_lists_has_the_shape_of_its_type(lists: Authority) -> None:
    for entry in lists.entries.values():
        for type, value in entry.identifiers:
            assert SHAPES[type].fullmatch(value), (entry.id, type, value)
