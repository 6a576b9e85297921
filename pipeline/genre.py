"""Title, headings and layout of a document → its genre, with the evidence for it.

Only a record of a conversation has speeches; a telegram, report or letter tells of one, and no speech is made
of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline import labels
from pipeline.labels import lexicon
from pipeline.languages import languages_with
from pipeline.model import Metadata, Structure, Unit, Zone

#: Genres, in the order in which equals are settled.
GENRES = ("record", "telegram", "letter", "report", "other")
_TITLE = {"firm": 3.0, "record": 2.0, "telegram": 2.5, "report": 2.2, "letter": 2.2, "other": 1.5}
#: A dialogue: that many openings by labels, by that many people, in that share of the paragraphs.
_OPENINGS, _SPEAKERS, _SHARE = 4, 2, 0.3
#: Share of the openings after which somebody is spoken to; a form with fields ("Deadline:") has none.
_SPOKEN = 0.2


@dataclass(frozen=True, slots=True)
class Genre:
    """What a document is: `kind` one of GENRES. `cert` from 0 to 1."""

    kind: str
    cert: float
    evidence: tuple[str, ...]

    @property
    def has_turns(self) -> bool:
        return self.kind == "record"


@cache
def _words(lang: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = lexicon(lang).table.get("genre", {})
    listed = table.items() if isinstance(table, dict) else ()
    return tuple((kind, re.compile(r"\b(?:" + p + ")", re.IGNORECASE)) for kind, ps in listed for p in ps)


def named_genres(text: str) -> list[tuple[str, str]]:
    """Genres that a title names, in the order of their words: (genre or "firm", the words)."""
    found: list[tuple[int, float, str, str]] = []
    for lang in languages_with("turns"):
        for kind, pattern in _words(lang):
            m = pattern.search(text)
            if m:
                found.append((m.start(), -_TITLE[kind], kind, m[0]))
    return [(kind, said) for _, _, kind, said in sorted(found)]


def genre_of(structure: Structure, metadata: Metadata) -> Genre:
    """The genre of a document: what its title says, weighed with how its text is laid out."""
    score = dict.fromkeys(GENRES, 0.0)
    evidence: list[tuple[str, str]] = []

    def add(kind: str, points: float, why: str) -> None:
        score[kind] += points
        evidence.append((kind, why))

    for kind, points, why in (
        *_from_title(metadata.title),
        *_from_heads(structure),
        *_from_layout(structure),
    ):
        add(kind, points, why)
    best = max(GENRES, key=lambda g: (score[g], -GENRES.index(g)))
    if not score[best]:
        return Genre("other", 0.3, ("neither title nor layout names a genre",))
    second = max(score[g] for g in GENRES if g != best)
    cert = min(0.99, 0.5 + 0.15 * (score[best] - second))
    return Genre(best, round(cert, 2), tuple(dict.fromkeys(why for kind, why in evidence if kind == best)))


def _from_title(title: str | None) -> Iterator[tuple[str, float, str]]:
    found = named_genres(title or "")
    for i, (kind, said) in enumerate(found):
        genre = "record" if kind == "firm" else kind
        if i == 0:
            yield genre, _TITLE[kind], f"title says {said!r}"
        elif kind == "firm" and all(k not in ("record", "firm") for k, _ in found[:i]):
            yield genre, 1.5, f"title says {said!r}"


def _from_heads(structure: Structure) -> Iterator[tuple[str, float, str]]:
    for zone in structure.zones:
        heads = [u.text for u in zone.units[:12] if u.kind in ("head", "routing") and len(u.text) < 400]
        found = named_genres(" ".join(heads[:4]))
        if found:
            kind, said = found[0]
            yield "record" if kind == "firm" else kind, _TITLE[kind] / 2, f"heading says {said!r}"


def _from_layout(structure: Structure) -> Iterator[tuple[str, float, str]]:
    kinds = {u.kind for z in structure.zones for u in z.units if not _names_a_record(u)}
    if "routing" in kinds:
        yield "telegram", 1.5, "it has the head of a telegram"
    if "salute" in kinds:
        yield "letter", 1.2, "it has a salutation"
    if "participants" in kinds:
        yield "record", 1.0, "it lists those present"
    if any(_entries(z) >= _DAYS for z in structure.zones):
        yield "report", 4.5, "it is a journal of several days"
    if any(is_dialogue(z) for z in structure.zones):
        yield "record", 3.0, "its paragraphs open with speakers' labels"


#: A journal with entries under so many dates is no record of one conversation.
_DAYS = 2
_DAY = re.compile(
    r"\W*(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[^\W\d_]{3,9}|[^\W\d_]{3,9}\s+\d{1,2}(?:st|nd|rd|th)?)(?:,?\s+\d{4})?(?:\s*(?:г\.?|года))?\W*"
)


def _entries(zone: Zone) -> int:
    """How many dates stand alone above paragraphs of a journal, after its first paragraph."""
    from pipeline.dates import find_dates

    units = [u for u in zone.units if not u.is_furniture and u.text]
    heads = [u for u in units[:12] if any(p.search(u.text[:400]) for p in _journal(zone.lang))]
    if not heads:
        return 0
    found = 0
    for before, unit, after in zip(units, units[1:], units[2:]):
        alone = len(unit.text) < 40 and _DAY.fullmatch(unit.text) and find_dates(unit.text, zone.lang)
        found += bool(alone and len(before.text) > 60 and len(after.text) > 60)
    return found


@cache
def _journal(lang: str) -> tuple[re.Pattern[str], ...]:
    table = lexicon(lang).table.get("attendance", {})
    listed = table.get("journal", ()) if isinstance(table, dict) else ()
    return tuple(re.compile(p, re.IGNORECASE) for p in listed)


#: A number alone: telegrams have one, and so have journals and letters.
_NUMBER = re.compile(r"\W*(?:№|N[oº°]?\.?)\s*\d[\d/-]*(?:[/-]?[^\W\d_]{1,4})?\W*", re.IGNORECASE)


def _names_a_record(unit: Unit) -> bool:
    """Is the head of a telegram none: "From the journal of …", or a number and nothing else?"""
    if unit.kind == "routing" and _NUMBER.fullmatch(unit.text):
        return True
    return unit.kind == "routing" and any(
        kind in ("record", "firm") for kind, _ in named_genres(unit.text)[:1]
    )


def is_dialogue(zone: Zone) -> bool:
    """Do labels that come back open a good share of the paragraphs of a division?"""
    lex = lexicon(zone.lang)
    units = [u for u in zone.units if u.kind in labels.SPEAKABLE and u.text]
    found = labels.openings(units, lex)
    learned = labels.learn(found, frozenset(), labels.small_words(units))
    hits = [c for c in found if c.key in learned]
    if len(hits) < max(_OPENINGS, _SHARE * _paragraphs(units)) or len({c.key for c in hits}) < _SPEAKERS:
        return False
    texts = {u.n: u.text for u in units}
    following = {u.n: after.text for u, after in pairwise(units)}
    said = (texts[c.unit][c.after :].strip() or following.get(c.unit, "") for c in hits)
    return sum(_is_speech(text, lex) for text in said) >= _SPOKEN * len(hits)


def _is_speech(text: str, lex: labels.Lexicon) -> bool:
    """Does somebody speak to somebody here: a question, or a word for I, we or you? Unknown languages always
    do."""
    return (
        not lex.dialogue or "?" in text or bool(lex.dialogue & set(re.findall(r"[\w'’]+", text.casefold())))
    )


def _paragraphs(units: Iterable[object]) -> int:
    return sum(1 for _ in units)
