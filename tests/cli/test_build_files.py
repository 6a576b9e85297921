"""What a build reads, passes over, accepts, leaves behind; files that are written where they lead to."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.build import build, clean, others_in, sources_in, strays
from pipeline.cli import run
from pipeline.errors import UsageError
from pipeline.files import write
from pipeline.project import Project
from pipeline.validation import validate_tei

ROOT = Path(__file__).resolve().parents[2]


def seed(number: str) -> Path:
    return next((ROOT / "seeds").glob(f"{number}_*.txt"))


def test_folders_are_searched_to_any_depth_and_nothing_is_passed_over_in_silence(tmp_path: Path) -> None:
    names = ("b.TXT", "a/c.md", "a/b/d.txt", "a/e.pdf", ".git/f.txt", "out/text/g.txt", "a/README.md")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    out = tmp_path / "out"
    assert [str(p.relative_to(tmp_path)) for p in sources_in([tmp_path], out=out)] == ["a/b/d.txt", "a/c.md", "b.TXT"]
    assert [p.name for p in others_in([tmp_path], out=out)] == ["e.pdf"]


def test_a_name_with_spaces_is_an_address_and_leads_back(tmp_path: Path) -> None:
    folder = tmp_path / "my files"
    folder.mkdir()
    source = folder / "Беседа 12 [copy].txt"
    shutil.copy(seed("003"), source)
    (result,) = build([source], tmp_path / "out", Project())
    assert result.tei is not None and result.error is None
    assert b'source="my%20files/\xd0\x91' in result.tei and b"%5Bcopy%5D.txt#char=" in result.tei
    assert not [f for f in result.findings if f.severity == "error"]
    file = next((tmp_path / "out/tei").glob("*.xml"))
    assert not [f for f in validate_tei(file.read_bytes(), str(file)) if f.code == "g-007"]
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        assert run(["verify", str(file)]) == 0
    finally:
        os.chdir(here)


def test_findings_that_the_project_accepts_do_not_count(tmp_path: Path) -> None:
    sources = [seed("002")]
    before = build(sources, tmp_path / "a", Project())[0]
    codes = {f.code for f in before.findings}
    code = sorted(codes)[0]
    (after,) = build(sources, tmp_path / "b", Project(accept=((code, "known"), (f"{code} *.none", "no file"))))
    assert {f.code for f in after.findings} == codes - {code}
    assert after.accepted == len(before.findings) - len(after.findings) > 0
    by_file = Project(folder=tmp_path, accept=((f"{code} c/tei/*.xml", "from the folder of zapis.toml, as `zapis validate` has it"),))
    assert build(sources, tmp_path / "c", by_file)[0].findings == after.findings
    for accept in (((code, " "),), (("zzz", "x"),)):
        with pytest.raises(UsageError):
            build(sources, tmp_path / "c", Project(accept=accept))


def test_documents_of_earlier_builds_are_named_and_removed_on_demand(tmp_path: Path) -> None:
    out = tmp_path / "out"
    results = build([seed("000"), seed("003")], out, Project())
    (out / "tei" / "foreign.xml").write_text("<TEI/>")
    assert strays(out, results) == []
    left = strays(out, build([seed("003")], out, Project()))
    assert [f.stem for f in left] == ["wcda-119645"]
    clean(out, left)
    assert sorted(f.name for f in (out / "tei").iterdir()) == ["foreign.xml", "wcda-112125.xml"]
    assert not list((out / "html").glob("wcda-119645*")) and not list((out / "text").glob("wcda-119645*"))


def test_a_link_stays_a_link_and_a_file_keeps_its_mode(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    assert write(link, "new")
    assert link.is_symlink() and target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    assert write(pipe, "text")
    reader.join(5)
    assert got == [b"text"] and pipe.is_fifo()


def test_ctrl_c_ends_a_build_at_once_and_keeps_what_is_made(tmp_path: Path) -> None:
    for n in range(24):
        shutil.copy(seed("003" if n % 2 else "000"), tmp_path / f"{n:02}.txt")
    command = [sys.executable, "-m", "pipeline.cli", "build", str(tmp_path), "-o", str(tmp_path / "out"), "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, start_new_session=True)
    tei = tmp_path / "out" / "tei"
    end = time.monotonic() + 120
    while not (tei.is_dir() and list(tei.glob("*.xml"))) and time.monotonic() < end and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert b"Traceback" not in errors
    if process.returncode == 130:  # else it was done already
        assert 0 < len(list(tei.glob("*.xml"))) < 24
        assert not list(tei.glob(".*"))
    else:
        assert process.returncode in (0, 1)
