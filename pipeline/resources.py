"""Name of a resource folder → its path, from a checkout and from an installed wheel alike.

`schema/` and `xslt/` stand beside the package in a checkout and inside it in a wheel (see
`tool.hatch.build.targets.wheel.force-include` in `pyproject.toml`).
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: str) -> Path:
    """The folder `name` ("xslt", "schema"); raises `FileNotFoundError` where the installation lacks it."""
    for parent in (_PACKAGE, _PACKAGE.parent):
        folder = parent / name
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"the folder {name!r} is missing from this installation (looked in {_PACKAGE} and "
        f"{_PACKAGE.parent}); reinstall the package"
    )
