"""The tables, checked by Frictionless and read by pyarrow."""

from __future__ import annotations

import csv
import json

import pytest

from pipeline.errors import UsageError


def rows(folder, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_count_what_the_tei_has(exported, corpus):
    folder = exported("tables", corpus)
    assert len(rows(folder, "documents")) == len(corpus.files)
    assert len(rows(folder, "turns")) == corpus.count("//t:text//t:sp")
    names = "//t:text//*[self::t:persName or self::t:placeName or self::t:orgName or self::t:rs][@ref]"
    assert len(rows(folder, "mentions")) == corpus.count(names)
    assert len(rows(folder, "corrections")) == corpus.count("//t:text//t:choice[t:corr or t:reg]")
    entities = "//t:standOff/*/*[self::t:person or self::t:place or self::t:org]/@xml:id"
    assert len(rows(folder, "entities")) == len(set(corpus.all(entities)))


@pytest.mark.parametrize(
    ("name", "files"), [("tables", "*.csv"), ("network", "*.csv"), ("parallel", "*.tsv")]
)
def test_tables_have_a_byte_order_mark_if_asked_and_are_else_the_same(exported, examples, name, files):
    plain = {file.name: file.read_bytes() for file in exported(name, examples).glob(files)}
    marked = {file.name: file.read_bytes() for file in exported(name, examples, bom="yes").glob(files)}
    assert plain and marked == {key: b"\xef\xbb\xbf" + content for key, content in plain.items()}
    assert not any(content.startswith(b"\xef\xbb\xbf") for content in plain.values())


def test_the_text_of_a_turn_is_the_corrected_reading(exported, examples):
    turn = next(r for r in rows(exported("tables", examples), "turns") if r["id"] == "conversation#ru.t1")
    assert "Мао Цзе-дуна" in turn["text"] and turn["modality"] == "reported" and turn["folio"] == "54"


def test_frictionless_finds_the_package_valid(exported, corpus):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    report = frictionless.validate(str(exported("tables", corpus) / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]


def test_frictionless_reads_tables_with_a_byte_order_mark(exported, examples):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    report = frictionless.validate(str(exported("tables", examples, bom="yes") / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]


def test_frictionless_refuses_a_mention_of_nobody(exported, examples):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    folder = exported("tables", examples)
    file = folder / "mentions.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",zhou,", ",nobody,", 1), encoding="utf-8")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert "foreign-key" in {row[0] for row in report.flatten(["type"])}


def test_the_package_names_a_licence_of_nobody(exported, examples):
    package = json.loads((exported("tables", examples) / "datapackage.json").read_bytes())
    assert "licenses" not in package
    assert rows(exported("tables", examples), "documents")[1]["rights"]


def test_pyarrow_reads_as_many_rows_as_the_csv_has(exported, corpus):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    folder = exported("tables", corpus, parquet="yes")
    for file in sorted(folder.glob("*.parquet")):
        assert parquet.read_table(file).num_rows == len(rows(folder, file.stem))


def test_findings_become_a_table_if_they_are_given(exported, examples, tmp_path):
    finding = {"file": "a.xml", "line": 3, "column": 1, "code": "t-004", "severity": "error", "message": "x"}
    (tmp_path / "findings.json").write_text(json.dumps([finding]), encoding="utf-8")
    folder = exported("tables", examples, findings=str(tmp_path / "findings.json"))
    assert rows(folder, "findings")[0]["code"] == "t-004"
    names = [r["name"] for r in json.loads((folder / "datapackage.json").read_bytes())["resources"]]
    assert names[-1] == "findings"
    with pytest.raises(UsageError, match="path of a file"):
        exported("tables", examples, findings=str(tmp_path))
    (tmp_path / "other.json").write_text("no JSON", encoding="utf-8")
    with pytest.raises(UsageError, match=r"findings\.json"):
        exported("tables", examples, findings=str(tmp_path / "other.json"))
