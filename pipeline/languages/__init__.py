"""Language facts: one TOML file per topic and language, `<topic>.<language>.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def facts(topic: str, lang: str) -> dict[str, Any]:
    """The facts on a topic for a language; empty where nobody has written them yet."""
    file = files("pipeline").joinpath("languages").joinpath(f"{topic}.{lang.partition('-')[0]}.toml")
    if not file.is_file():
        return {}
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def languages_with(topic: str) -> tuple[str, ...]:
    """Codes of the languages that have facts on a topic, sorted."""
    folder = files("pipeline").joinpath("languages")
    names = (p.name for p in folder.iterdir() if p.name.startswith(topic + ".") and p.name.endswith(".toml"))
    return tuple(sorted(n.split(".")[1] for n in names))


@cache
def common_words(lang: str) -> frozenset[str]:
    """The commonest words of a language, in small letters; empty for one of which nothing is known."""
    own = facts("structure", lang).get("function_words")
    return frozenset(own if own is not None else _common().get(lang.partition("-")[0], ()))


@cache
def _common() -> dict[str, list[str]]:
    file = files("pipeline").joinpath("languages").joinpath("common-words.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def known_languages() -> tuple[str, ...]:
    """Codes of the languages whose commonest words are known: first those with facts of their own."""
    return tuple(dict.fromkeys((*languages_with("structure"), *sorted(_common()))))
