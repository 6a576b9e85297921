"""A bag, opened by the Library of Congress's own program."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError

bagit = pytest.importorskip("bagit", reason="bagit is not installed")


def test_bagit_finds_the_bag_valid_and_counts_its_files(exported, corpus):
    bag = bagit.Bag(str(exported("bag", corpus)))
    bag.validate()
    assert sum(path.startswith("data/tei/") for path in bag.payload_entries()) == len(corpus.files)
    assert bag.info["Payload-Oxum"].endswith(f".{len(bag.payload_entries())}")


def test_one_changed_byte_or_a_file_too_many_makes_the_bag_invalid(exported, examples):
    folder = exported("bag", examples)
    file = folder / "data/tei/conversation.xml"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"Stalin", b"Stalim", 1))
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()
    file.write_bytes(content)
    (folder / "data/extra.txt").write_text("x")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


def test_sources_are_bagged_byte_for_byte_and_a_name_outside_ascii_is_refused(exported, examples, tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/a.txt").write_bytes(b"\xef\xbb\xbfa\r\n")
    folder = exported("bag", examples, sources=str(tmp_path / "sources"), date="2026-01-01")
    assert (folder / "data/sources/a.txt").read_bytes() == b"\xef\xbb\xbfa\r\n"
    assert bagit.Bag(str(folder)).info["Bagging-Date"] == "2026-01-01"
    (tmp_path / "sources/й.txt").write_text("x")
    with pytest.raises(UsageError, match="ASCII"):
        exported("bag", examples, sources=str(tmp_path / "sources"))


def test_a_second_bag_in_the_same_folder_leaves_nothing_of_the_first(exported, examples):
    folder = exported("bag", examples)
    first = type(examples)(examples.files[:1])
    bagit.Bag(str(exported("bag", first))).validate()
    assert [p.name for p in (folder / "data/tei").iterdir()] == ["conversation.xml"]


def test_a_bag_can_hold_other_exports_but_not_itself(exported, examples):
    folder = exported("bag", examples, exports="tmx, csl")
    bagit.Bag(str(folder)).validate()
    assert (folder / "data/exports/tmx/tmx.tmx").is_file()
    with pytest.raises(UsageError, match="itself"):
        exported("bag", examples, exports="bag")
