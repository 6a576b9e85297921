"""README.md says what is true: its two commands, its exit codes, its list of exports and commands."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from pipeline import errors
from pipeline.cli import cli
from pipeline.export import reference

README = Path(__file__).resolve().parents[2] / "README.md"
_EXPORTS = re.compile(r"(<!-- exports -->\n).*?(<!-- /exports -->)", re.S)


def test_it_has_exactly_two_set_up_commands_of_one_line_near_its_top() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    commands = [i for i, line in enumerate(lines) if line.startswith("    python3 -m venv ")]
    assert len(commands) == 2
    assert max(commands) < 20
    assert "zapis build" in lines[commands[0]]
    assert "pytest" in lines[commands[1]]


def test_the_list_of_exports_is_that_of_the_code(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    whole = _EXPORTS.sub(lambda m: m[1] + reference().strip() + "\n" + m[2], text)
    if request.config.getoption("--rewrite-golden"):
        README.write_text(whole, encoding="utf-8")
    assert README.read_text(encoding="utf-8") == whole, "run pytest --rewrite-golden tests/cli/test_readme.py"


def test_every_command_and_exit_code_is_listed() -> None:
    text = README.read_text(encoding="utf-8")
    for name in cli.list_commands(click.Context(cli)):
        assert f"`zapis {name}" in text, name
    codes = {e.exit_code for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.ZapisError)}
    for code in sorted({0, 1, 130} | codes):
        assert f"| {code} |" in text, code
