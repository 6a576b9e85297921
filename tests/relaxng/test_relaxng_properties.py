"""What must hold for any input: depth, width, hostile documents, the cache."""

from __future__ import annotations

import pickle
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.relaxng import Schema, SchemaError, load_schema
from pipeline.relaxng.diagnosis import diagnose
from pipeline.relaxng.issue import CAUSES, KINDS

TREE = "start = n n = element n { attribute v { text }?, (text | n)* }"
FLAT = "element r { (element a { text }+, element b { text }*)+ }"


def schema_of(folder: Path, text: str) -> Schema:
    path = folder / "schema.rnc"
    path.write_text(text, "utf-8")
    return load_schema(path)


@pytest.mark.parametrize("depth", [10_000, 100_000])
def test_depth_is_no_limit(tmp_path: Path, depth: int) -> None:
    schema = schema_of(tmp_path, TREE)
    content = b"<n>" * depth + b"</n>" * depth
    assert schema.validate(content) == []
    wrong = b"<n>" * depth + b"<m/>" + b"</n>" * depth
    issues = schema.validate(wrong)
    assert [issue.kind for issue in issues] == ["unknown-element"]
    assert issues[0].column == 3 * depth + 1


def test_a_hundred_thousand_children_keep_the_automaton_small(tmp_path: Path) -> None:
    schema = schema_of(tmp_path, FLAT)
    content = b"<r>" + b"<a>x</a><b/>" * 50_000 + b"</r>"
    assert schema.validate(content) == []
    assert len(schema.model._states) < 20


def test_every_one_of_many_errors_is_found(tmp_path: Path) -> None:
    schema = schema_of(tmp_path, FLAT)
    content = b"<r><a/>\n" + b'<b z="1"/>\n' * 20_000 + b"</r>"
    issues = schema.validate(content)
    assert len(issues) == 20_000
    assert [issue.line for issue in issues[:3]] == [2, 3, 4]
    assert len(schema.validate(content, limit=7)) == 7


def test_ten_thousand_wrong_attributes_in_one_tag(tmp_path: Path) -> None:
    schema = schema_of(tmp_path, FLAT)
    attributes = "\n".join(f'a{number}="x"' for number in range(10_000))
    issues = schema.validate(f"<r><a {attributes}/></r>".encode())
    assert [issue.line for issue in issues] == list(range(1, 10_001))
    assert {issue.jing_line for issue in issues} == {10_000}


def test_a_text_of_twenty_megabytes_is_read(tmp_path: Path) -> None:
    schema = schema_of(tmp_path, TREE)
    text = b"word " * 4_000_000
    assert schema.validate(b"<n>" + text + b"</n>") == []


def test_external_entities_are_never_read(tmp_path: Path) -> None:
    schema = schema_of(tmp_path, TREE)
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", "utf-8")
    content = f'<!DOCTYPE n [<!ENTITY x SYSTEM "{secret.as_uri()}">]><n>&x;</n>'.encode()
    issues = schema.validate(content)
    assert [issue.kind for issue in issues] == ["forbidden-dtd"]
    assert "SECRET" not in repr(issues)


def test_an_external_dtd_is_never_read(tmp_path: Path) -> None:
    schema = schema_of(tmp_path, TREE)
    dtd = tmp_path / "n.dtd"
    dtd.write_text('<!ENTITY x "SECRET"><!ATTLIST n v CDATA "SECRET">', "utf-8")
    assert schema.validate(f'<!DOCTYPE n SYSTEM "{dtd.as_uri()}"><n/>'.encode()) == []
    issues = schema.validate(f'<!DOCTYPE n SYSTEM "{dtd.as_uri()}"><n>&x;</n>'.encode())
    assert [issue.kind for issue in issues] == ["forbidden-dtd"]


def test_entity_bombs_are_refused(tmp_path: Path) -> None:
    schema = schema_of(tmp_path, TREE)
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    issues = schema.validate(f"<!DOCTYPE n [{laughs}]><n>&l9;</n>".encode())
    assert [issue.kind for issue in issues] == ["forbidden-dtd"]
    blow = f'<!DOCTYPE n [<!ENTITY a "{"x" * 100_000}">]><n>{"&a;" * 10_000}</n>'
    assert [issue.kind for issue in schema.validate(blow.encode())] == ["forbidden-dtd"]


def test_small_internal_entities_are_expanded(tmp_path: Path) -> None:
    schema = schema_of(tmp_path, "element r { element a { 'xyx' } }")
    content = b'<!DOCTYPE r [<!ENTITY e "y"><!ENTITY t "<a>x&e;x</a>">]><r>&t;</r>'
    assert schema.validate(content) == []


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"<n>", 1),
        (b"<n>\n</m>", 2),
        (b"<n>&nope;</n>", 1),
        (b"<n a='1' a='2'/>", 1),
        (b"<n/>\n<n/>", 2),
        (b"<n>\x00</n>", 1),
        (b"<n>\n\xff</n>", 2),
        (b"<x:n/>", 1),
        (b'<?xml version="1.0" encoding="nonsense"?><n/>', 1),
        (b"text", 1),
    ],
)
def test_malformed_documents_give_one_issue(tmp_path: Path, content: bytes, line: int) -> None:
    issues = schema_of(tmp_path, TREE).validate(content)
    assert [issue.kind for issue in issues] == ["malformed"]
    assert issues[0].line == line


def test_two_undefined_entities_are_two_causes(tmp_path: Path) -> None:
    issues = schema_of(tmp_path, TREE).validate(b"<n>&nbsp;\n&mdash;\n<m/></n>")
    assert [(issue.kind, issue.line) for issue in issues] == [
        ("malformed", 1),
        ("malformed", 2),
        ("unknown-element", 3),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "koi8-r", "shift_jis", "iso-8859-5"])
def test_encodings_and_columns_in_characters(tmp_path: Path, encoding: str) -> None:
    schema = schema_of(tmp_path, TREE)
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    assert schema.validate(f"{head}<n>Москва</n>".encode(encoding)) == []
    issues = schema.validate(f'{head}<n>Москва<n v="да" w="нет"/></n>'.encode(encoding))
    assert [(issue.line, issue.column, issue.value) for issue in issues] == [(2, 20, "нет")]


def test_columns_in_tags_over_several_lines(tmp_path: Path) -> None:
    content = b'<n>\n  <n v="a"\n     xmlns:q="u" w="b"/></n>'
    (issue,) = schema_of(tmp_path, TREE).validate(content)
    assert (issue.line, issue.column, issue.jing_line, issue.attribute) == (3, 18, 3, "w")


def test_a_cached_schema_decides_the_same(tmp_path: Path) -> None:
    path, cache = tmp_path / "s.rnc", tmp_path / "cache"
    path.write_text("include 'part.rnc' start = a", "utf-8")
    part = tmp_path / "part.rnc"
    part.write_text("a = element a { empty }", "utf-8")
    assert load_schema(path, cache=cache).is_valid(b"<a/>")
    (file,) = cache.iterdir()
    before = file.stat().st_mtime_ns
    assert load_schema(path, cache=cache).is_valid(b"<a/>")
    assert file.stat().st_mtime_ns == before
    part.write_text("a = element b { empty }", "utf-8")
    assert load_schema(path, cache=cache).is_valid(b"<b/>")


class Trap:
    """Unpickling it would run code."""

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("trap-was-run"),))


@pytest.mark.parametrize("damage", ["empty", "cut", "bits", "pickle"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib

    monkeypatch.chdir(tmp_path)
    path, cache = tmp_path / "s.rnc", tmp_path / "cache"
    path.write_text("element a { empty }", "utf-8")
    load_schema(path, cache=cache)
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    trap = pickle.dumps(Trap())
    bad = {
        "empty": b"",
        "cut": whole[: len(whole) // 2],
        "bits": whole[:40] + bytes([whole[40] ^ 255]) + whole[41:],
        "pickle": hashlib.sha256(trap).digest() + trap,
    }[damage]
    file.write_bytes(bad)
    assert load_schema(path, cache=cache).is_valid(b"<a/>")
    assert file.read_bytes() == whole
    assert not (tmp_path / "trap-was-run").exists()


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    path, blocked = tmp_path / "s.rnc", tmp_path / "file"
    path.write_text("element a { empty }", "utf-8")
    blocked.write_text("not a folder", "utf-8")
    assert load_schema(path, cache=blocked / "below").is_valid(b"<a/>")


def test_a_missing_schema_is_a_schema_error(tmp_path: Path) -> None:
    for cache in (False, tmp_path):
        with pytest.raises(SchemaError):
            load_schema(tmp_path / "none.rng", cache=cache)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "inner", ["element a { attribute id { text } }", "element * { attribute * { text }* }"]
)
def test_conflicting_id_types_are_told_and_not_checked(tmp_path: Path, inner: str) -> None:
    schema = schema_of(
        tmp_path,
        f"element r {{ element a {{ attribute id {{ xsd:ID }} }}*, element b {{ {inner} }}*,"
        " element c { attribute id { xsd:ID } }* }",
    )
    assert [error.message for error in schema.id_conflicts] == [
        "conflicting ID types for attribute 'id' of element 'a'"
    ] + (["conflicting ID types for attribute 'id' of element 'c'"] if "*" in inner else [])
    assert schema.is_valid(b'<r><a id="x"/><a id="x"/></r>')
    assert schema.is_valid(b'<r><c id="x"/><c id="x"/></r>') == ("*" in inner)


def test_ids_are_checked_across_elements(tmp_path: Path) -> None:
    schema = schema_of(
        tmp_path, "element r { element a { attribute id { xsd:ID }, attribute to { xsd:IDREF }? }* }"
    )
    (twice,) = schema.validate(b'<r><a id="x"/>\n<a id="x"/></r>')
    assert (twice.kind, twice.line, twice.column, twice.related[0][:2]) == ("duplicate-id", 2, 4, (1, 7))
    (lost,) = schema.validate(b'<r><a id="x" to="y"/></r>')
    assert (lost.kind, lost.column, lost.value) == ("dangling-idref", 14, "y")


@pytest.mark.parametrize(
    "href", ["/dev/zero", "/dev/null", ".", "", "http://example.org/x.rnc", "//host/x.rnc"]
)
def test_a_schema_is_read_from_local_files_only(tmp_path: Path, href: str) -> None:
    path = tmp_path / "schema.rnc"
    path.write_text(f'include "{href}" start = element r {{ empty }}', "utf-8")
    for cache in (False, tmp_path / "cache"):
        with pytest.raises(SchemaError) as caught:
            load_schema(path, cache=cache)  # type: ignore[arg-type]
        assert caught.value.line == 1


@pytest.mark.parametrize("depth", [1_000, 50_000])
def test_a_schema_nested_too_deeply_is_a_schema_error(tmp_path: Path, depth: int) -> None:
    xml = '<element name="r" xmlns="http://relaxng.org/ns/structure/1.0">'
    for name, text in {
        "deep.rnc": "element r { " + "(text, " * depth + "empty" + ")" * depth + " }",
        "deep.rng": xml + "<choice><group>" * depth + "<text/>" + "</group></choice>" * depth + "</element>",
        "list.rng": xml
        + "<optional><oneOrMore>" * depth
        + "<text/>"
        + "</oneOrMore></optional>" * depth
        + "</element>",
    }.items():
        path = tmp_path / name
        path.write_text(text, "utf-8")
        with suppress(SchemaError):
            assert load_schema(path).is_valid(b"<r/>")


@pytest.mark.parametrize(
    "pattern", ["(a*)*b", "(a|a)*b", "(a|b)*a(a|b){60}", "(a?){300}a{300}", "(.*,){30}x"]
)
def test_no_pattern_explodes(tmp_path: Path, pattern: str) -> None:
    schema = schema_of(tmp_path, f'element r {{ xsd:token {{ pattern = "{pattern}" }} }}')
    assert not schema.is_valid(b"<r>" + b"a" * 5_000 + b"c</r>")
    assert not schema.is_valid(b"<r>" + b"ab,," * 500 + b"c</r>")


def test_what_is_learnt_from_wildcards_stays_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.relaxng import schema as module

    monkeypatch.setattr(module, "_MODEL_LIMIT", 500)
    schema = schema_of(tmp_path, "start = any any = element * { attribute * { text }*, (text | any)* }")
    for part in range(5):
        names = "".join(f'<n{part}-{number} a{number}="1"/>' for number in range(400))
        assert schema.validate(f"<r>{names}</r>".encode()) == []
        assert schema.model.size() < 2_500


_TREES = st.recursive(
    st.sampled_from(["<a/>", "<b/>", "<c/>", "<d/>", "x", " ", '<a v="1"/>', '<b w="x"/>']),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(["a", "b", "c", "z"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_TREES, max_size=4))
def test_fast_and_slow_pass_agree_on_any_tree(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str]
) -> None:
    schema = _AMBIGUOUS or _AMBIGUOUS.append(
        schema_of(
            tmp_path_factory.mktemp("any"),
            "start = element r { any* } any = element a { attribute v { '1' }?, (any & text) }"
            " | element a { attribute v { text }, element b { empty } }"
            " | element (b | c) { mixed { any* } } | element d { empty }",
        )
    )
    del schema
    content = f"<r>{''.join(parts)}</r>".encode()
    engine = _AMBIGUOUS[0]
    issues = diagnose(engine, content, None)
    assert (issues == []) == engine.is_valid(content)
    assert issues == sorted(issues, key=lambda one: (one.line, one.column))
    assert all(issue.kind in KINDS and issue.cause in CAUSES for issue in issues)


_AMBIGUOUS: list[Schema] = []
