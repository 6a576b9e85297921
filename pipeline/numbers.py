"""Running text → the numbers it states, however they are written.

"70 тыс.", "20 thous.", "1,5 млн", "one and a half million" and "96.600" become values. How a language writes numbers is
in `languages/numbers.<lang>.toml`; of a language without such a file only figures are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.languages import facts

_FIGURES = r"\d{1,3}(?:[  ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*"
#: A figure after a letter ("X1X") or a single one before a letter ("2нь") is damage or part of a name.
_TOKEN = re.compile(rf"(?P<figures>(?<![^\W_])(?!\d[^\W\d_])(?:{_FIGURES}))|(?P<word>[^\W\d_]+)")
#: What may stand between the parts of one number.
_GAP = re.compile(r"[ \t\n ]{0,2}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, which states it in `text[start:end]`.

    `also` are other values the same figures may have (a comma or point that can be read in two ways). `is_firm` is False
    for what names a number in passing (ordinals, "both", small number words): enough to answer a number on the other
    side, not enough to ask for one.
    """

    value: float
    start: int
    end: int
    is_firm: bool = True
    is_percent: bool = False
    also: tuple[float, ...] = ()

    @property
    def values(self) -> tuple[float, ...]:
        """All values the number may have."""
        return (self.value, *self.also)


@dataclass(frozen=True)
class Language:
    """How a language writes numbers."""

    decimal: str
    words: Mapping[str, float]
    scales: Mapping[str, float]
    weak: Mapping[str, float]
    prefixes: Mapping[str, Sequence[tuple[str, float]]]  # by their first two letters
    join: frozenset[str]
    half: re.Pattern[str] | None
    percent: re.Pattern[str]
    hyphen_joins: bool


@cache
def language(lang: str) -> Language:
    """Facts of a language; of an unknown one, those that hold anywhere."""
    table = facts("numbers", lang)
    prefixes: dict[str, list[tuple[str, float]]] = {}
    for prefix, value in sorted(table.get("prefixes", {}).items(), key=lambda p: (-len(p[0]), p[0])):
        prefixes.setdefault(prefix[:2], []).append((prefix, value))
    halves = "|".join(re.escape(h) for h in table.get("half", ()))
    return Language(
        decimal=table.get("decimal", "."),
        words=table.get("words", {}),
        scales=table.get("scales", {}),
        weak=table.get("weak", {}),
        prefixes=prefixes,
        join=frozenset(table.get("join", ())),
        half=re.compile(rf"\s+(?:{halves})\b", re.IGNORECASE) if halves else None,
        percent=re.compile(
            rf"\s?(?:{'|'.join(map(re.escape, table.get('percent', ['%'])))})(?!\w)", re.IGNORECASE
        ),
        hyphen_joins=table.get("hyphen_joins", False),
    )


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # figures | word | scale | weak
    value: float
    start: int
    end: int
    also: tuple[float, ...] = ()


def numbers_of(text: str, lang: str) -> list[Number]:
    """All numbers of a text in order, of the range of the text that states each."""
    known = language(lang)
    tokens = list(_tokens(text, known))
    out: list[Number] = []
    at = 0
    while at < len(tokens):
        run = _run(tokens, at, text, known)
        out.append(_number(run, text, known))
        at += len(run)
    return out


def _tokens(text: str, known: Language) -> Iterator[_Token]:
    """Figures and words of number; "half" after "and a" belongs to the number before it."""
    halves = {i for m in known.half.finditer(text) for i in range(*m.span())} if known.half else set()
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start in halves:
            continue
        if match["figures"]:
            value, also = _figures(match[0], known.decimal)
            yield _Token("figures", value, start, end, also)
            continue
        word = match[0].lower()
        if word in known.words:
            yield _Token("word", float(known.words[word]), start, end)
        elif word in known.scales:
            yield _Token("scale", float(known.scales[word]), start, end)
        elif word in known.weak:
            yield _Token("weak", float(known.weak[word]), start, end)
        else:
            for prefix, value in known.prefixes.get(word[:2], ()):
                if word.startswith(prefix) and len(word) >= len(prefix) + 4:
                    yield _Token("weak", float(value), start, end)
                    break


def _figures(written: str, decimal: str) -> tuple[float, tuple[float, ...]]:
    """Value of figures with points, commas and spaces, and the other value they may have.

    Three figures after the sign that is not the decimal one are thousands; after the decimal one the thousands are only
    possible.
    """
    bare = re.sub(r"[  ]", "", written)
    signs = [c for c in bare if c in ".,"]
    if not signs:
        return float(bare), ()
    whole = float(re.sub(r"[.,]", "", bare))
    groups = re.split(r"[.,]", bare)
    if len(signs) > 1:
        if signs[-1] != signs[0] and len(groups[-1]) != 3:
            return float("".join(groups[:-1]) + "." + groups[-1]), ()
        return (whole, ()) if all(len(g) == 3 for g in groups[1:]) else (float(groups[0]), ())
    fraction = float(f"{groups[0]}.{groups[1]}")
    if len(groups[1]) != 3 or groups[0] == "0" or len(groups[0]) > 3:
        return fraction, ()
    return (fraction, (whole,)) if signs[0] == decimal else (whole, (fraction,))


def _run(tokens: list[_Token], at: int, text: str, known: Language) -> list[_Token]:
    """The tokens from `at` that make one number."""
    run = [tokens[at]]
    if run[0].kind == "weak":
        return run
    for token in tokens[at + 1 :]:
        last = run[-1]
        if not _is_gap(text[last.end : token.start], token, known) or not _continues(last, token):
            break
        run.append(token)
    return run


def _is_gap(gap: str, token: _Token, known: Language) -> bool:
    if _GAP.fullmatch(gap) or (known.hyphen_joins and gap == "-" and token.kind == "word"):
        return True
    if (
        known.half
        and token.kind == "scale"
        and re.fullmatch(rf"(?:{known.half.pattern})\s+", gap, re.IGNORECASE)
    ):
        return True
    return gap.strip().lower() in known.join and token.kind == "word"


def _continues(last: _Token, token: _Token) -> bool:
    """Whether the token goes on with the number: a scale after anything, a smaller word after a word or scale."""
    if token.kind == "scale":
        return last.kind != "weak" and (last.kind != "scale" or token.value > last.value)
    if token.kind == "figures":
        return last.kind == "scale" and token.value < last.value
    if token.kind != "word" or last.kind == "figures":
        return False
    if last.kind == "scale":
        return token.value < last.value
    return (last.value >= 20 and token.value < 10) or (last.value >= 100 and token.value < 100)


def _number(run: list[_Token], text: str, known: Language) -> Number:
    total, part = 0.0, 0.0
    end = run[-1].end
    for k, token in enumerate(run):
        if token.kind == "scale":
            part = (part or 1.0) * token.value
            if token.value >= 1000:
                total, part = total + part, 0.0
        else:
            part += token.value
            following = run[k + 1].start if k + 1 < len(run) else len(text)
            half = known.half.match(text, token.end) if known.half else None
            if half and half.end() <= following:
                part += 0.5
                end = max(end, half.end())
    value = total + part
    percent = known.percent.match(text, end)
    also = (
        tuple(a * run[1].value for a in run[0].also)
        if len(run) == 2
        else run[0].also
        if len(run) == 1
        else ()
    )
    figures = any(t.kind == "figures" for t in run)
    firm = (
        figures
        or (percent is not None and run[0].kind != "weak")
        or (run[0].kind != "weak" and value > 10 and any(t.kind == "word" for t in run))
    )
    return Number(value, run[0].start, percent.end() if percent else end, firm, percent is not None, also)
