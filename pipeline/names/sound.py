"""New Russian names that one letter keeps from sounding like the name in the translation: OCR hurt that letter.

«Зльбасане» is no name anybody knows; read «Эльбасане», it is the "Elbasan" of the English text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.confusion import shapes
from pipeline.model import Entity
from pipeline.names.damage import without_initials
from pipeline.names.found import Found, Layer
from pipeline.names.vocabulary import grammemes
from pipeline.transliteration import similarity

#: Likeness of sound that a name with the letter must reach, and by how much it must be better for it; less if the two are the same.
SOUNDS, BETTER, SAME, BETTER_IF_SAME = 0.95, 0.06, 0.995, 0.03
#: How alike the letters must look.
LOOKS = 0.3
#: How often a name may stand in a spelling that is damage.
SELDOM = 2


def mend(layer: Layer, new: Sequence[Entity], entities: Mapping[str, Entity]) -> None:
    """Give a reading to the mentions of new names that one letter, changed for a lookalike, makes sound like the English name. One
    that has no English name may so become a mention of one that has."""
    own = {e.id for e in new}
    english = _english(layer, entities, own)
    counts = Counter(_stem(layer, f) for f in layer if f.lang == "ru" and f.ref in own)
    for found in list(layer):
        if found.lang != "ru" or found.ref not in own or found.reading is not None or found.kind == "org":
            continue
        surface = _surface(layer, found)
        if counts[_stem(layer, found)] > SELDOM or not re.fullmatch(r"[А-ЯЁ][а-яё-]+|[А-ЯЁ-]{4,}", surface):
            continue
        if any(known for _, _, known, _ in grammemes(surface)):
            continue
        best = _best(surface, found, english, entities)
        if best is not None:
            found.ref, found.reading = best
            found.cert = min(found.cert, 0.7)
            found.evidence = [*found.evidence, "damaged", "sounds like the name in the other language"]


def _stem(layer: Layer, found: Found) -> str:
    """A name without the ending that its case gives it, more or less."""
    return _surface(layer, found).casefold()[:-2]


def _surface(layer: Layer, found: Found) -> str:
    return without_initials(layer.passages[found.n].text[found.start : found.end])


def _english(layer: Layer, entities: Mapping[str, Entity], own: set[str]) -> dict[str, list[str]]:
    """Single English words by the id of the entity that they name in the text: of new entities, and of known places."""
    found: dict[str, list[str]] = {}
    for f in layer:
        word = _surface(layer, f) if f.lang == "en" else ""
        if f.ref is not None and f.ref in entities and word and " " not in word and (f.ref in own or f.kind == "place"):
            words = found.setdefault(f.ref, [])
            if word not in words:
                words.append(word)
    return found


def _best(surface: str, found: Found, english: Mapping[str, list[str]], entities: Mapping[str, Entity]) -> tuple[str, str] | None:
    """The entity meant and the surface as it should read; None if no letter, or more than one way, does it."""
    ref = found.ref or ""
    wanted = {ref: english[ref]} if ref in english else {r: w for r, w in english.items() if entities[r].kind == found.kind}
    scored: list[tuple[float, float, str, str]] = []
    for other, names in sorted(wanted.items()):
        for name in names:
            now = max(similarity(surface, spelling) for spelling in _spellings(name))
            if now > SAME - BETTER_IF_SAME:
                return None  # it is that name
            if now < SOUNDS - 0.25:
                continue
            for reading, cost in _readings(surface):
                then = similarity(reading, name)
                if then >= SOUNDS and then >= now + (BETTER_IF_SAME if then >= SAME else BETTER):
                    scored.append((-then, cost, other, reading))
    scored.sort()
    if not scored or (len(scored) > 1 and scored[1][:2] == scored[0][:2] and scored[1][2:] != scored[0][2:]):
        return None
    return scored[0][2], scored[0][3]


#: Letters at the end that the case decides.
_ENDING = 2
#: What other languages write for the sounds that English writes otherwise.
_WRITTEN = (("ch", "kh"), ("sz", "sh"), ("cz", "ch"), ("w", "v"), ("j", "y"), ("c", "ts"), ("x", "j"), ("q", "ch"))


def _spellings(name: str) -> list[str]:
    """An English name, and how it would be spelt if its letters had the sounds of other languages."""
    low = name.casefold()
    return [name, *(low.replace(a, b) for a, b in _WRITTEN if a in low)]


def _readings(surface: str) -> Iterator[tuple[str, float]]:
    """The name with one letter of its stem changed for one that looks like it, and how unlike the two are."""
    table = shapes("ru")
    for i, sign in enumerate(surface[:-_ENDING]):
        for letter in "абвгдежзийклмнопрстуфхцчшщъыьэюя":
            shown = letter.upper() if sign.isupper() else letter
            cost = table.letter(sign, shown, i == 0)
            if shown != sign and cost <= LOOKS:
                yield surface[:i] + shown + surface[i + 1 :], cost
