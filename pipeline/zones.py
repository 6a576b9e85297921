"""Blocks → language of each block, and what each run of one language is (original or translation).

No sign in the sources marks where the original ends and the translation begins. The languages are found by script, by the
commonest words, and by what the contents list announces: the best path through the blocks (Viterbi), where a change of
language costs, so that rubble in foreign letters does not make a division of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.languages import common_words, known_languages, languages_with
from pipeline.metadata import contents_languages, layout
from pipeline.model import Metadata, Source, Span
from pipeline.scripts import LIKELY_LANGUAGE, count_scripts, script_of_language

#: What a change of language costs, in letters of clear evidence.
_SWITCH = 60.0
#: No block counts for more letters than this: a long one is not more certain than a paragraph.
_ENOUGH = 300
#: A character of these scripts says as much as several letters.
_DENSITY = {"Hani": 3, "Hang": 2, "Kana": 2}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Run:
    """Consecutive blocks (by index in the sequence given) in one language."""

    lang: str
    role: str
    first: int
    last: int


def find_runs(source: Source, spans: Sequence[Span], metadata: Metadata) -> tuple[Run, ...]:
    """Runs of one language over the blocks of the contents, in order, covering all of them."""
    texts = [source.text[s.start : s.end] for s in spans]
    candidates = _candidates(texts, metadata)
    if not texts:
        return ()
    path = _best_path([_evidence(t, candidates) for t in texts], candidates)
    runs: list[tuple[str, int, int]] = []
    for i, lang in enumerate(path):
        if runs and runs[-1][0] == lang:
            runs[-1] = (lang, runs[-1][1], i)
        else:
            runs.append((lang, i, i))
    return tuple(
        Run(lang, role, first, last)
        for (lang, first, last), role in zip(runs, _roles([r[0] for r in runs], metadata))
    )


def originals(metadata: Metadata) -> tuple[str, ...]:
    """Codes of the original languages that the cover page names."""
    described = layout(metadata.archive)
    if described is None:
        return ()
    return tuple(code for name in metadata.languages if (code := described.language(name)))


def _candidates(texts: Sequence[str], metadata: Metadata) -> tuple[str, ...]:
    """Languages to choose from: those announced whose script occurs, and the likeliest of every script that is common."""
    scripts = count_scripts("".join(texts))
    total = sum(scripts.values()) or 1
    announced = [*originals(metadata), *(lang for _, lang in contents_languages(metadata) if lang)]
    if contents_languages(metadata) and not any(
        role == "translation" for role, _ in contents_languages(metadata)
    ):
        announced += list(originals(metadata))
    found = [lang for lang in dict.fromkeys(announced) if scripts.get(script_of_language(lang), 0) >= 20]
    for script, count in sorted(scripts.items()):
        if count >= max(40, total * 0.02) and not any(script_of_language(lang) == script for lang in found):
            found.append(_likeliest(script, " ".join(texts)))
    commonest = min(scripts, key=lambda s: (-scripts[s], s), default="Latn")
    return tuple(found) or (_likeliest(commonest, " ".join(texts)),)


def _likeliest(script: str, text: str) -> str:
    """The language of a script with most of its commonest words in the text."""
    words = [w.casefold() for w in _WORD.findall(text)][:5000]
    shares: dict[str, int] = {}
    for lang in known_languages():
        if script_of_language(lang) == script:
            common = common_words(lang)
            shares[lang] = sum(w in common for w in words)
    # A language that we know more about is only given up for one that fits clearly better: short texts share short words.
    best = max(shares, key=lambda k: shares[k], default=None)
    own = max((k for k in shares if k in languages_with("structure")), key=lambda k: shares[k], default=None)
    if best and own and shares[best] < 1.5 * shares[own] + 3:
        best = own
    return best if best and shares[best] else LIKELY_LANGUAGE.get(script, "und")


def _evidence(text: str, candidates: Sequence[str]) -> dict[str, float]:
    """For each language, letters that speak for it less letters that speak against it."""
    scripts = count_scripts(text)
    letters = sum(scripts.values())
    if not letters:
        return dict.fromkeys(candidates, 0.0)
    words = [w.casefold() for w in _WORD.findall(text)]
    out: dict[str, float] = {}
    for lang in candidates:
        own = scripts.get(script_of_language(lang), 0) / letters
        common = common_words(lang)
        known = sum(w in common for w in words) / max(1, len(words))
        weight = float(min(sum(n * _DENSITY.get(script, 1) for script, n in scripts.items()), _ENOUGH))
        # Capitals in foreign letters without one common word are a stamp misread, not a language.
        if (
            letters < 60
            and common
            and not known
            and text.upper() == text
            and len(candidates) > 1
            and letters < 30
        ):
            weight *= 0.15
        # Of languages of one script the common words decide.
        out[lang] = weight * (2 * own - 1) + 2 * weight * known
    return out


def _best_path(evidence: Sequence[dict[str, float]], candidates: Sequence[str]) -> list[str]:
    score = dict(evidence[0])
    back: list[dict[str, str]] = []
    for step in evidence[1:]:
        best_before = max(candidates, key=lambda c: (score[c], -candidates.index(c)))
        came: dict[str, str] = {}
        new: dict[str, float] = {}
        for lang in candidates:
            stay, switch = score[lang], score[best_before] - _SWITCH
            came[lang] = lang if stay >= switch else best_before
            new[lang] = max(stay, switch) + step[lang]
        back.append(came)
        score = new
    lang = max(candidates, key=lambda c: (score[c], -candidates.index(c)))
    path = [lang]
    for came in reversed(back):
        lang = came[lang]
        path.append(lang)
    return _late_switches(path[::-1], evidence)


def _late_switches(path: list[str], evidence: Sequence[dict[str, float]]) -> list[str]:
    """A block that says nothing (no letters) belongs to the division before it."""
    for i in range(1, len(path)):
        if path[i] != path[i - 1] and not any(evidence[i].values()):
            path[i] = path[i - 1]
    return path


def _roles(langs: Sequence[str], metadata: Metadata) -> list[str]:
    """Original or translation, by the cover page; without one, the first division is the original."""
    known = originals(metadata)
    announced = {lang: role for role, lang in contents_languages(metadata) if lang}
    roles: list[str] = []
    for i, lang in enumerate(langs):
        if lang in known:
            roles.append(
                "original" if announced.get(lang) != "translation" or lang in known else "translation"
            )
        elif lang in announced:
            roles.append(announced[lang])
        elif known:
            roles.append("translation")
        else:
            roles.append("original" if i == 0 else "translation")
    return roles
