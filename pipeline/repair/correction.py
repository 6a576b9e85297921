"""Structure, names → corrections: what damaged words were before OCR, the typist or the web edition hurt them.

The text is not touched: a correction is a span with a reading, its certainty and its reasons. A wrong correction is
worse than none, so a word is read otherwise only where the evidence is strong; the more of a document's words are
damaged, the likelier one more is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import log10

from pipeline.languages import facts
from pipeline.lexicon import lexicon
from pipeline.model import Correction, Mention, Metadata, Span, Structure, Unit
from pipeline.repair.form import (
    Draft,
    abbreviation,
    cased,
    figures,
    glued,
    joined,
    keyword,
    lookalikes,
    month,
    roman,
    stamped,
    torn,
    typewriter,
)
from pipeline.repair.grammar import grammar
from pipeline.repair.name import read_labels
from pipeline.repair.text import Passage, Token, Usage, learn, learn_slips, usage
from pipeline.repair.word import CHANNEL, Judge, Reading
from pipeline.scripts import script_of

#: Letters from which on a word may have had any letter changed, not only for one that looks like it.
LONG = 5
#: Share of damaged words below which a text is sound: its words are what they seem, and odd ones the typist's.
SOUND = 0.01
#: By how much another case of a name must be better.
IN_CASE = 0.5
#: Two readings of a known word that are so near are no better than the word.
EVEN = 0.2
#: Evidence that a word is not just possible.
WELL_KNOWN = frozenset({"document", "register", "frequency"})
#: Damage that one lookalike explains.
ONE_LOOKALIKE = 0.32
#: By how much the damage of another reading must be greater to be that of two letters.
TWICE = 0.18
#: Damage that more than lookalikes must explain.
ARBITRARY = 0.85
#: How sure a reading must be to teach which letters the scanner takes for which.
SURE = 0.85
#: In a text of which so many words are damaged, less is asked of a word that is heard there or everywhere, if an arbitrary change
#: explains it and no other reading comes near.
WORN, AHEAD, RELIEF = 0.03, 0.25, 0.5
HEARD = frozenset({"document", "frequency"})
#: A text with fewer ё is one of those that write е for it.
YO = 3
#: Kinds of units that hold no words.
_RUBBLE = frozenset({"page-number", "noise", "gap"})


@dataclass(frozen=True)
class RepairSettings:
    """What is asked of a reading, in decimal logarithms.

    `least`: worth of a reading of an unknown word of six letters; `safe`: worth from which on no wider search is
    made; `margin`: lead over the next reading; `known`: lead over a word that the dictionary has, to which the rarity
    of damage is added.
    """

    least: float = -0.2
    safe: float = 0.0
    margin: float = 0.4
    known: float = 0.35


def repair(
    structure: Structure,
    metadata: Metadata | None = None,
    mentions: Sequence[Mention] = (),
    settings: RepairSettings | None = None,
) -> tuple[Correction, ...]:
    """Corrections of the contents, in the order of the source; none overlaps another.

    A mention with a `reading` is a correction already; the spans of other mentions are left alone. After the TEI
    Guidelines, section 3.5.1 (apparent errors) and 3.5.2 (regularization).
    """
    settings = settings or RepairSettings()
    units: dict[str, list[Unit]] = {}
    for zone in structure.zones:
        for unit in zone.units:
            if unit.kind not in _RUBBLE and unit.text:
                units.setdefault(unit.lang.split("-")[0], []).append(unit)
    made: list[Correction] = []
    for lang in sorted(units):
        made += _language(units[lang], lang, mentions, settings)
    made += _citation(metadata)
    printed = [z.span for z in structure.zones if z.role == "translation" and z.units]
    return _disjoint(_by_whom(c, printed) for c in made)


def _by_whom(one: Correction, printed: Sequence[Span]) -> Correction:
    """A slip in a translation is not the scanner's but the web edition's."""
    if one.kind == "ocr" and any(span.covers(one.span) for span in printed):
        return replace(one, kind="wcda")
    return one


def _citation(metadata: Metadata | None) -> list[Correction]:
    """Abbreviations before numbers in the citation that were set wrongly: "Il. 54-72" for "ll."."""
    spans = dict(metadata.spans) if metadata else {}
    if metadata is None or metadata.citation is None or "citation" not in spans:
        return []
    out: list[Correction] = []
    for find, corr in facts("repair", "en").get("citation", {}).items():
        for match in re.finditer(find, metadata.citation):
            start = spans["citation"].start + match.start()
            out.append(
                Correction(Span(start, start + len(match.group())), match.group(), corr, "wcda", 0.95, ("citation",))
            )
    return out


def _language(
    units: Sequence[Unit], lang: str, mentions: Sequence[Mention], settings: RepairSettings
) -> list[Correction]:
    ours = read_labels(units, [m for m in mentions if m.lang.split("-")[0] == lang], lang)
    seen = usage(units, lang, ours)
    judge = Judge(seen)
    drafts: list[dict[int, Draft]] = [{} for _ in seen.passages]
    for find in (_plain, _doubtful):
        for passage, made in zip(seen.passages, drafts):
            _read(passage, judge, settings, find, made)
    _learn_slips(seen, drafts, ours)
    for passage, made in zip(seen.passages, drafts):
        _read(passage, judge, settings, _doubtful, made)
    placed = [
        _placed(passage.unit, draft)
        for passage, made in zip(seen.passages, drafts)
        for draft in made.values()
        if _is_whole(passage.unit, draft)
    ]
    found = placed + _named(judge, ours)
    if lang == "ru" and sum(u.text.lower().count("ё") for u in units) < YO:  # as the document spells
        found = [replace(c, corr=c.corr.replace("ё", "е").replace("Ё", "Е")) for c in found]
    return found


def _learn_slips(seen: Usage, drafts: Sequence[dict[int, Draft]], mentions: Sequence[Mention]) -> None:
    """Count which letters the scanner took for which, in the words and names that have been read."""
    for passage, made in zip(seen.passages, drafts):
        for draft in made.values():
            if draft.kind == "ocr" and draft.cert >= SURE:
                learn_slips(seen, passage.unit.text[draft.start : draft.end], draft.corr)


#: Finds the correction of one word: passage, number of the word, judge, settings → draft and how many words it takes.
Find = Callable[[Passage, int, Judge, RepairSettings], tuple[Draft | None, int]]


def _read(passage: Passage, judge: Judge, settings: RepairSettings, find: Find, made: dict[int, Draft]) -> None:
    """Add the corrections that `find` finds, and let later ones know how the words are read."""
    i = 0
    while i < len(passage.tokens):
        used = 1
        if not passage.tokens[i].held and i not in passage.read:
            draft, used = find(passage, i, judge, settings)
            if draft is not None:
                made[i] = draft
                word = draft.corr.lower()
                for k in range(i, i + used):
                    passage.read[k] = word
                if word.isalpha():
                    learn(judge.usage, word, passage.tokens[i].low)
        i += used


def _placed(unit: Unit, draft: Draft) -> Correction:
    return Correction(
        unit.span(draft.start, draft.end), unit.text[draft.start : draft.end], draft.corr, draft.kind,
        round(draft.cert, 2), draft.evidence,
    )  # fmt: skip


def _is_whole(unit: Unit, draft: Draft) -> bool:
    """Does it stand in one piece of the source, not on both sides of a page break?"""
    span = unit.span(draft.start, draft.end)
    return any(piece.covers(span) for piece in unit.pieces)


def _named(judge: Judge, mentions: Sequence[Mention]) -> list[Correction]:
    """Names with a reading: only the words that differ."""
    passages = judge.usage.passages
    pieces = sorted((piece.start, n) for n, p in enumerate(passages) for piece in p.unit.pieces)
    out: list[Correction] = []
    for mention in mentions:
        at = bisect_right(pieces, (mention.span.start, len(passages))) - 1
        if mention.reading is not None and at >= 0:
            out += _name(passages[pieces[at][1]], mention, mention.reading, judge)
    return out


def _name(passage: Passage, mention: Mention, reading: str, judge: Judge) -> list[Correction]:
    unit = passage.unit
    start, end = unit.at(mention.span.start), unit.at(mention.span.end)
    if start >= end or unit.span(start, end).start != mention.span.start:
        return []
    if mention.kind == "place":
        reading = _in_case(passage, start, unit.text[start:end], reading, judge)
    drafts = [
        Draft(start + a, start + b, corr, "ocr", mention.cert, ("name", *mention.evidence))
        for a, b, corr in _differing(unit.text[start:end], reading)
    ]
    return [_placed(unit, draft) for draft in drafts if _is_whole(unit, draft)]


def _in_case(passage: Passage, start: int, sic: str, reading: str, judge: Judge) -> str:
    """The name of a place in the case that its look and its neighbours call for."""
    i = next((n for n, t in enumerate(passage.tokens) if t.start == start), None)
    if i is None or not reading.isalpha():
        return reading
    worths = {
        form: -0.6 * CHANNEL * judge.damage(passage.tokens[i], form) + judge.agreement(passage, i, form)
        for form in lexicon(judge.usage.lang).forms(reading)
    }
    given = worths.get(reading.lower(), 0.0)
    best = max(sorted(worths), key=lambda f: worths[f])
    if worths[best] < given + IN_CASE or sic.isupper():
        return reading
    return best[:1].upper() + best[1:]


_INITIALS = re.compile(r"(?:[A-ZА-ЯЁ][a-zа-яё]?\.-?)*[A-ZА-ЯЁ]\.?")


def _differing(sic: str, corr: str) -> list[tuple[int, int, str]]:
    """The words of a name that differ, if it has as many words as its reading; else the whole of it."""
    ours = [(m.start(), m.end()) for m in re.finditer(r"\S+", sic)]
    theirs = corr.split()
    if len(ours) > len(theirs):  # a reading has no initials
        ours = [(a, b) for a, b in ours if not _INITIALS.fullmatch(sic[a:b])]
    if len(ours) != len(theirs):
        return [(0, len(sic), corr)] if sic != corr else []
    return [(a, b, word) for (a, b), word in zip(ours, theirs) if sic[a:b].rstrip(".") != word.rstrip(".")]


def _plain(passage: Passage, i: int, judge: Judge, settings: RepairSettings) -> tuple[Draft | None, int]:
    """What can be said of a word without its neighbours' readings."""
    token = passage.tokens[i]
    if passage.unit.kind == "stamp" and judge.usage.lang == "ru":
        return stamped(token, judge.usage.lang), 1
    for find in (roman, typewriter):
        draft = find(token, judge.usage.lang)
        if draft is not None:
            return draft, 1
    same = lookalikes(token, judge.usage.lang)
    if same is not None and "dictionary" in same.evidence:
        return same, 1
    lang = judge.usage.lang
    framed = figures(passage, i, lang) or abbreviation(passage, i, lang) or month(passage, i, judge) or keyword(passage, token, lang)
    if framed is not None:
        return framed, 1
    whole = joined(passage, i, judge) or torn(passage, i, judge)
    if whole is not None:
        return whole, 2
    if _is_plain(passage, i) and not judge.knows(token.low):
        return _unknown(passage, i, judge, settings), 1
    return None, 1


def _doubtful(passage: Passage, i: int, judge: Judge, settings: RepairSettings) -> tuple[Draft | None, int]:
    """Words that are another one damaged, and what only the readings of the neighbours decide."""
    if not _is_plain(passage, i) or (passage.unit.kind == "stamp" and judge.usage.lang == "ru"):
        return None, 1
    if judge.knows(passage.tokens[i].low):
        return _known(passage, i, judge, settings), 1
    made = _unknown(passage, i, judge, settings) or glued(passage, i, judge)
    return made or lookalikes(passage.tokens[i], judge.usage.lang), 1


def _is_plain(passage: Passage, i: int) -> bool:
    """Is word `i` one for the dictionary: no abbreviation, no name, no part of a compound that is one?"""
    token, text = passage.tokens[i], passage.unit.text
    if not any(c.isalpha() for c in token.text) or _is_spaced(passage, i):
        return False
    before, after = text[token.start - 1 : token.start], text[token.end : token.end + 1]
    if passage.unit.lang == "en" and _is_bracketed(text, token):
        return False
    if "-" in (before, after):
        return _is_plain_part(passage, i, before, after)
    if after == "." and len(token.text) < 5:
        return False
    if "/" in (before, after) and len(token.text) < 5:
        return False  # the typist's initials
    if token.text.isupper() and len(token.text) < 6:
        return False
    follower = passage.beside(i, 1)
    name = token.text[:1].isupper() and not token.text.isupper()
    return not (name and follower is not None and follower.text[:1].isupper() and (follower.held or len(token.text) < 6))


def _is_bracketed(text: str, token: Token) -> bool:
    """Is a word part of what an editor put in brackets: a reading, a word of the original in Latin letters?"""
    start = text.rfind("[", 0, token.start)
    return start >= 0 and text.find("]", start, token.start) < 0 and text.find("]", token.end) >= 0


def _is_spaced(passage: Passage, i: int) -> bool:
    """Is it one of the letters of a word whose letters are set apart («М и к о я н»)?"""
    beside = [passage.tokens[n] for n in (i - 2, i - 1, i + 1, i + 2) if 0 <= n < len(passage.tokens)]
    return len(passage.tokens[i].text) == 1 and sum(len(t.text) == 1 and t.text.isalpha() for t in beside) > 1


def _is_plain_part(passage: Passage, i: int, before: str, after: str) -> bool:
    """Of a compound with hyphens: its last part, unless it is a name or the whole is a word."""
    token = passage.tokens[i]
    if after == "-" and i + 1 < len(passage.tokens) and passage.tokens[i + 1].low in _particles(passage):
        return True
    if after == "-" or token.text[:1].isupper() or len(token.text) < 5:
        return False
    if token.low in _particles(passage):
        return False
    return before == "-" and i > 0 and passage.tokens[i - 1].text[:1].islower()


def _particles(passage: Passage) -> frozenset[str]:
    return grammar(passage.unit.lang.split("-")[0]).particles


def _unknown(passage: Passage, i: int, judge: Judge, settings: RepairSettings) -> Draft | None:
    token = passage.tokens[i]
    if len(token.text) < 2 or (judge.usage.lang != "ru" and token.text[:1].isupper()):
        return None
    if _is_torn_off(passage, i):
        return None
    efforts = (1,) if len(token.text) < LONG else (0, 1, 2) if len(token.text) > LONG + 1 else (1, 2)
    for effort in efforts:
        best = _best(token, judge.readings(passage, i, effort), judge, settings)
        if best is not None and (best[0].worth >= settings.safe or effort == efforts[-1]):
            return _draft(token, *best, judge) if best[1] > 0 else None
    return None


def _is_torn_off(passage: Passage, i: int) -> bool:
    """May it be half a word? It stands behind a page break or a number that cuts a word, opens a paragraph with a
    small letter, or breaks one off."""
    token, unit = passage.tokens[i], passage.unit
    if token.text[:1].islower() and any(p.start == unit.offsets[token.start] for p in unit.pieces[1:]):
        return True
    if i == 0:
        return token.text[:1].islower() and unit.kind == "p"
    if passage.gap(i - 1) == "- " and token.text[:1].islower():
        return True
    before = passage.tokens[i - 1].text
    if not before.isalpha() and before[-1].isdigit() and before[0].isalpha():
        return True
    return i == len(passage.tokens) - 1 and passage.gap(i).strip() in ("-", "—")


def _best(
    token: Token, readings: Sequence[Reading], judge: Judge, settings: RepairSettings
) -> tuple[Reading, float] | None:
    """The best reading, if it is likely enough by itself, with its lead over the next beyond what is asked."""
    if not readings:
        return None
    best = readings[0]
    least = settings.least + _demand(len(token.text)) - 4.0 * _is_foreign(token, best)
    if best.cost >= ARBITRARY and not _is_foreign(token, best) and best.word not in judge.usage.derived:
        least = max(least, -1.2)
    if not judge.usage.forms[best.word]:
        # An unknown word that the document repeats is a word; one with a capital may be a name.
        least += 0.1 * max(0, judge.usage.strange[token.low] - 1)
        if token.text[:1].isupper() and not token.text.isupper():
            least += 1.0 if token.opens else 9.0
    if not WELL_KNOWN & set(best.evidence) and not _is_doubled(token.low, best.word):
        least += 0.4  # dictionaries are full of words that nobody says
    lead = _lead(token, readings, judge, settings)
    if best.cost >= ARBITRARY and judge.usage.damage >= WORN and lead >= AHEAD and HEARD & set(best.evidence):
        least -= RELIEF
    return (best, lead) if best.worth >= least else None


def _lead(token: Token, readings: Sequence[Reading], judge: Judge, settings: RepairSettings) -> float:
    """By how much the best reading leads, beyond what is asked: more between short words, and between forms of one
    word that the grammar does not tell apart."""
    if len(readings) < 2:
        return 2.5
    best, second = readings[:2]
    asked = settings.margin + 0.5 * max(0, LONG - len(token.text))
    words = lexicon(judge.usage.lang)
    if words.lemma(best.word) == words.lemma(second.word) and best.fit <= second.fit:
        asked += 0.1
    if best.cost > ONE_LOOKALIKE and not WELL_KNOWN & set(best.evidence):
        asked += 0.6
    if best.cost <= ONE_LOOKALIKE and second.cost >= best.cost + TWICE:
        asked -= settings.margin  # the other supposes twice the damage
    return best.worth - second.worth - asked


def _is_foreign(token: Token, reading: Reading) -> bool:
    """Is a word of the one script written throughout with letters of the other that look like its own?"""
    own = {script_of(c) for c in reading.word if c.isalpha()}
    return len(token.text) >= LONG and not own & {script_of(c) for c in token.text} and reading.cost <= 0.1 * len(token.text)


def _demand(size: int) -> float:
    """What is asked of a reading by the letters of the word: by chance, short words are like many others."""
    return 0.45 * (6 - size) if size < 6 else 0.6 * max(-8, 6 - size)


def _known(passage: Passage, i: int, judge: Judge, settings: RepairSettings) -> Draft | None:
    """A word of the dictionary that is another one damaged: only where damage is frequent."""
    token = passage.tokens[i]
    if judge.usage.damage < SOUND or (len(token.text) == 1 and lexicon(judge.usage.lang).frequency(token.low) < 1000):
        return None
    if judge.is_at_home(passage, i):
        return None
    readings = judge.readings(passage, i, 0)
    if not readings:
        return None
    best = readings[0]
    lead = best.worth - judge.standing(passage, i)
    if lead < settings.known - log10(judge.usage.damage):
        return None
    if len(readings) > 1 and best.worth - readings[1].worth < EVEN:
        return None
    if len(token.text) >= LONG and judge.is_usual(token.low) and judge.standing(passage, i, far=True) >= best.worth - settings.known:
        return None  # the short word beside it is more likely the damaged one
    return _draft(token, best, lead - settings.known, judge)


def _draft(token: Token, reading: Reading, margin: float, judge: Judge) -> Draft:
    corr = cased(token, reading.word, judge.usage)
    cert = min(0.99, 0.8 + 0.08 * min(2.5, margin))
    evidence = (*reading.evidence, *_confusions(token.text, corr))
    kind = "source" if judge.usage.damage < SOUND and _is_doubled(token.low, reading.word) else "ocr"
    return Draft(token.start, token.end, corr, kind, cert, evidence)


def _is_doubled(sic: str, corr: str) -> bool:
    """Did the typist double or halve a letter?"""
    return abs(len(sic) - len(corr)) == 1 and re.sub(r"(.)\1", r"\1", sic) == re.sub(r"(.)\1", r"\1", corr)


def _confusions(sic: str, corr: str) -> tuple[str, ...]:
    if len(sic) != len(corr):
        return ()
    return tuple(f"confusable:{a}/{b}" for a, b in zip(sic.lower(), corr.lower()) if a != b)[:2]


def _disjoint(made: Iterable[Correction]) -> tuple[Correction, ...]:
    """In the order of the source; of two that overlap the surer one."""
    out: list[Correction] = []
    for one in sorted(made, key=lambda c: (c.span, -c.cert, c.corr)):
        if one.sic == one.corr:
            continue
        if out and one.span.overlaps(out[-1].span):
            if one.cert <= out[-1].cert:
                continue
            out.pop()
        if not out or not one.span.overlaps(out[-1].span):
            out.append(one)
    return tuple(out)
