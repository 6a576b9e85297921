"""What the tests of the RELAX NG engine share: the measuring cases beside the repository, and jing."""

from __future__ import annotations

import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.relaxng import Schema, load_schema

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
TEI_ALL = SHARED / "tei" / "tei_all-4.9.0a.rng"


@pytest.fixture(scope="session")
def visible(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked measuring cases."""
    archive = SHARED / "validation" / "cases.tar.xz"
    if not archive.is_file():
        pytest.skip("the shared measuring cases are not there")
    folder = tmp_path_factory.mktemp("cases")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "visible"


@pytest.fixture(scope="session")
def verdicts(visible: Path) -> list[dict[str, Any]]:
    """jing's verdict on each measuring case."""
    found: list[dict[str, Any]] = json.loads((visible / "verdicts.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def tei_all() -> Schema:
    """The schema the verdicts were made with."""
    if not TEI_ALL.is_file():
        pytest.skip("the shared TEI schema is not there")
    return load_schema(TEI_ALL)


@pytest.fixture(scope="session")
def jing() -> list[str]:
    """The command line of jing, without XInclude (which Debian's wrapper turns on)."""
    folder = Path("/usr/share/java")
    jars = [folder / f"{name}.jar" for name in ("jing", "xercesImpl", "xml-apis", "xml-resolver")]
    if shutil.which("java") is None or not all(jar.is_file() for jar in jars[:2]):
        pytest.skip("jing is not installed")
    return ["java", "-cp", ":".join(map(str, jars)), "com.thaiopensource.relaxng.util.Driver"]
