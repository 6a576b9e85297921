"""What holds for every export."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import CannotWrite, UsageError
from pipeline.export import contents, explain, export, exports, reference

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
