"""A sentence → who is its grammatical subject and whether its verb tells of speech.

The verb decides who speaks, not the first name: in "As for A's request …, B answers" it is B. A name counts
only in the nominative and
only where a finite verb belongs to it. Verbs are data (`languages/turns.<lang>.toml`); one that OCR hurt is
told by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.labels import Lexicon, every_abbreviation, is_title, lexicon
from pipeline.transliteration import plain

#: How far into a sentence its subject may stand, in words.
_REACH = 45
#: Longest clause between a subject and its verb, in letters.
_CLAUSE = 220
#: From this likeness on a word is taken for a damaged verb.
VERB_LIKENESS = 0.74
_TOKEN = re.compile(r"[^\W\d_](?:[\w'’ʼ\"`-]*[^\W_])?|\d[\w.]*")
_BRACKET = re.compile(r"\s*(?:\[[^\[\]]{1,120}\]|\([^()]{1,120}\)|/[^/]{1,60}/)")
_SENTENCE = re.compile(r"[.!?…][\"'»”’)\]]*\s+(?=[^a-zа-яё\s])")
#: A soft sign where only a hard one can stand: «разьясняет».
_HARD = re.compile(r"(?<=[бвдзнс])ь(?=[еёюя])")
_QUOTED = re.compile(r"[\"“«„][^\"”»“]{0,200}[\"”»“]")


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    word: str

    @property
    def low(self) -> str:
        return self.word.casefold()


@dataclass(frozen=True, slots=True)
class Verb:
    """The verb of a subject. `kind`: speech, thought, deed (no speech), or likely (a finite verb nobody
    listed)."""

    word: str
    kind: str
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class Subject:
    """`names` are index ranges in the text, one per person; `kind`: name, office, unknown, first (person),
    pronoun."""

    names: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    kind: str
    verb: Verb
    title: str = ""
    fronted: bool = False

    @property
    def speaks(self) -> bool:
        return self.verb.kind in ("speech", "thought")


def sentence_end(text: str, start: int) -> int:
    """Where the sentence that begins at `start` ends; full stops of titles and initials do not end it."""
    at = start
    for m in _SENTENCE.finditer(text, start):
        before = re.search(r"([^\W\d_]+)$", text[max(at, m.start() - 40) : m.start()])
        word = before[1] if before else ""
        if len(word) > 1 and word.casefold() not in every_abbreviation():
            return m.start() + 1
    return len(text)


def sentence_starts(text: str) -> Iterator[int]:
    """Where the second and every further sentence of a text begins."""
    at = sentence_end(text, 0)
    while at < len(text):
        while at < len(text) and (text[at].isspace() or text[at] in "\"'»”’)]"):
            at += 1
        if at < len(text):
            yield at
            at = sentence_end(text, at)


def tokens(text: str, start: int, end: int) -> list[Token]:
    out = []
    for m in _TOKEN.finditer(text, start, end):
        out.append(Token(m.start(), m.end(), m[0]))
        if len(out) >= _REACH + 15:
            break
    return out


def verb_kind(word: str, lex: Lexicon, bare: bool = False) -> Verb | None:
    """The listed verb that a word is, exactly; `bare` lets a bare form pass ("does not exclude", "they
    say")."""
    low = word.casefold()
    if low in lex.deeds:
        return Verb(word, "deed")
    kind = lex.verbs.get(low) or lex.verbs.get(low.replace('"', "ъ")) or lex.verbs.get(_HARD.sub("ъ", low))
    if kind is None or (kind.endswith("-plural") and not bare):
        return None
    return Verb(word, kind.removesuffix("-plural"))


@lru_cache(maxsize=8192)
def damaged_verb(word: str, lang: str) -> Verb | None:
    """The speech verb that a word most resembles, if any does well enough."""
    from rapidfuzz import fuzz, process

    lex = lexicon(lang)
    low = word.casefold().replace('"', "ъ")
    if len(low) < 5 or low in lex.adverbs or low in lex.prepositions or low in lex.subordinators:
        return None
    found = process.extractOne(low, _long_forms(lang), scorer=fuzz.ratio, score_cutoff=100 * VERB_LIKENESS)
    if found is None:
        return None
    return Verb(found[0], lex.verbs[found[0]].removesuffix("-plural"), round(found[1] / 100, 3))


@lru_cache(maxsize=8)
def _long_forms(lang: str) -> list[str]:
    return [f for f, kind in lexicon(lang).verbs.items() if len(f) > 4 and not kind.endswith("-plural")]


def verb_after(
    text: str, words: Sequence[Token], i: int, lex: Lexicon, plural: bool = False, fuzzy: bool = True
) -> Verb | None:
    """The verb of the subject that ends before words[i]: adverbs may stand between; None where another word
    does."""
    bare = plural
    for step, token in enumerate(words[i : i + 7]):
        between = text[words[i + step - 1].end : token.start] if i + step else ""
        if (step == 0 and re.search(r"[.:;!?]", between)) or (step and re.search(r"[.:;!?]", between)):
            return None
        low = token.low
        if (
            low in ("is", "was", "are", "were")
            and i + step + 1 < len(words)
            and words[i + step + 1].low in lex.states
        ):
            return Verb(token.word, "thought")
        if low in lex.states and lex.lang != "en":
            return Verb(token.word, "thought")
        found = verb_kind(token.word, lex, bare)
        if found and not (found.kind == "deed" and _goes_on_with_verb(words, i + step, lex)):
            return found
        if low in lex.auxiliaries:
            bare = True
            continue
        if found and found.kind == "deed":
            bare = True
            continue
        if low in lex.adverbs or (lex.lang == "en" and low.endswith("ly")):
            continue
        if fuzzy and lex.lang != "en" and (found := damaged_verb(token.word, lex.lang)):
            return found
        if step == 0 and len(low) > 3 and low.endswith(lex.verb_endings) and token.word[:1].islower():
            return Verb(token.word, "likely", 0.5)
        return None
    return None


def _goes_on_with_verb(words: Sequence[Token], i: int, lex: Lexicon) -> bool:
    """ "had said", "has stated": the deed is only an auxiliary."""
    if lex.lang != "en" or words[i].low not in ("has", "had", "is", "was", "are", "were"):
        return False
    for token in words[i + 1 : i + 3]:
        kind = lex.verbs.get(token.low, "")
        if kind and words[i].low in ("has", "had"):
            return True
        if kind and token.low.endswith("ing"):
            return True
        if token.low not in lex.adverbs and not token.low.endswith("ly"):
            return False
    return False


def after_name(
    text: str, words: Sequence[Token], i: int, lex: Lexicon, plural: bool, fuzzy: bool = True
) -> Verb | None:
    """Like `verb_after`, but lets a bracket, an apposition or a participial clause stand after the name."""
    at = words[i - 1].end
    gap = _BRACKET.match(text, at)
    while gap:
        at = gap.end()
        gap = _BRACKET.match(text, at)
    j = _index(words, i, at)
    if (sent := _on_behalf(text, words, j, at, lex)) is not None:
        return sent
    if text[at : at + 1] != ",":
        return verb_after(text, words, j, lex, plural, fuzzy)
    for _ in range(3):
        comma = text.find(",", at + 1, at + _CLAUSE)
        if comma < 0:
            return None
        at = comma
        found = verb_after(text, words, _index(words, j, at), lex, plural, fuzzy=False)
        if found and found.kind in ("speech", "thought"):
            return found
    return None


def _on_behalf(text: str, words: Sequence[Token], j: int, at: int, lex: Lexicon) -> Verb | None:
    """The verb behind "on behalf of …", which stands between subject and verb."""
    listed = lex.table.get("on_behalf", ())
    following = text[at : at + 40].lstrip().casefold()
    if not isinstance(listed, list) or not any(following.startswith(f"{phrase} ") for phrase in listed):
        return None
    for n in range(j + 2, min(len(words), j + 16)):
        if re.search(r"[.:;!?]", text[words[n - 1].end : words[n].start]):
            return None
        if (found := verb_kind(words[n].word, lex)) is not None and found.kind == "speech":
            return found
    return None


def _index(words: Sequence[Token], i: int, at: int) -> int:
    while i < len(words) and words[i].start < at:
        i += 1
    return i


def find_subject(text: str, start: int, lex: Lexicon, names: Mapping[str, object]) -> Subject | None:
    """The subject of the sentence that begins at `start`, with its verb. `names` holds the keys of names in
    the nominative.

    The first name whose verb tells of speech wins; without one, a deed of the name that opens the sentence is
    returned, so that
    the caller sees narration.
    """
    end = sentence_end(text, start)
    words = tokens(text, start, end)
    if not words:
        return None
    waiting = words[0].low in lex.openers
    # "In reply to the question whether …, the Minister answers": the speaker opens the clause behind a comma.
    asked = words[0].low in lex.prepositions | lex.adverbs and any(w.low in lex.prompts for w in words[1:4])
    inside = False
    deed: Subject | None = None
    i = 0
    while i < min(len(words), _REACH):
        if waiting and "," in text[words[i - 1].end if i else start : words[i].start]:
            waiting = False
        if i and re.search(r"[:;]", text[words[i - 1].end : words[i].start]):
            break
        found = _at(text, words, i, lex, names)
        if found and inside and "," not in text[words[i - 1].end : words[i].start]:
            found = None
        if found and _is_free(text, words, i, lex):
            if found.speaks and not waiting:
                return found
            if not found.fronted and deed is None and found.verb.kind in ("deed", "likely"):
                deed = found
        if (
            words[i].low in ("that", "что", "whether")
            and not waiting
            and words[0].low not in lex.openers
            and i
        ):
            if not asked:
                break
            inside = True
        i += 1
    return deed


def _is_free(text: str, words: Sequence[Token], i: int, lex: Lexicon) -> bool:
    """Does nothing before a name make it an object ("to Mao", «товарищу Сталину»)?"""
    j = i - 1
    while j >= 0 and is_title([words[j].word], lex):
        if words[j].low in lex.oblique:
            return False
        j -= 1
    if j >= 0 and words[j].low == "the":
        j -= 1
    return j < 0 or words[j].low not in lex.prepositions or "," in text[words[j].end : words[i].start]


def _at(
    text: str, words: Sequence[Token], i: int, lex: Lexicon, names: Mapping[str, object]
) -> Subject | None:
    """The subject that begins with words[i]."""
    low = words[i].low
    if low in lex.first_person or low in lex.third_person:
        verb = verb_after(text, words, i + 1, lex, plural=low in lex.first_person, fuzzy=False)
        kind = "first" if low in lex.first_person else "pronoun"
        span = (words[i].start, words[i].end)
        return Subject((span,), (words[i].word,), kind, verb, fronted=i > 0) if verb else None
    n = known_length(text, words, i, names)
    if n:
        return _named(text, words, i, n, lex, names)
    return _office(text, words, i, lex) or _unknown(text, words, i, lex, names)


def known_length(text: str, words: Sequence[Token], i: int, names: Mapping[str, object]) -> int:
    """How many words from words[i] are a name that is known; 0 for none."""
    if not words[i].word[:1].isupper():
        return 0
    for n in range(min(5, len(words) - i), 0, -1):
        piece = text[words[i].start : words[i + n - 1].end]
        if len(piece) < 60 and plain(piece) in names and not re.search(r"[,:;!?]", piece):
            return n
    return 0


def _named(
    text: str, words: Sequence[Token], i: int, n: int, lex: Lexicon, names: Mapping[str, object]
) -> Subject | None:
    spans = [(words[i].start, words[i + n - 1].end)]
    j = i + n
    while j + 1 < len(words) and (
        words[j].low in lex.conjunctions or text[words[j - 1].end : words[j].start].strip() in (",", "&")
    ):
        k = j + 1 if words[j].low in lex.conjunctions else j
        while k < len(words) and is_title([words[k].word], lex):
            k += 1
        m = known_length(text, words, k, names) if k < len(words) else 0
        if not m:
            break
        spans.append((words[k].start, words[k + m - 1].end))
        j = k + m
    verb = after_name(text, words, j, lex, plural=len(spans) > 1) or _inverted(text, words, i, lex)
    if verb is None:
        return None
    title = " ".join(w.word for w in words[max(0, i - 2) : i] if is_title([w.word], lex))
    fronted = any(not is_title([w.word], lex) and w.low != "the" for w in words[:i])
    return Subject(tuple(spans), tuple(text[a:b] for a, b in spans), "name", verb, title, fronted)


def _inverted(text: str, words: Sequence[Token], i: int, lex: Lexicon) -> Verb | None:
    """The verb before its subject: "To this answered Mao", «На это отвечает тов. Мао»."""
    j = i - 1
    while j >= 0 and is_title([words[j].word], lex):
        j -= 1
    if j < 0 or (
        re.search(r"[.:;!?,]", text[words[j].end : words[j].end + 1])
        and not is_title([words[j + 1].word], lex)
    ):
        return None
    found = verb_kind(words[j].word, lex)
    if found is None or found.kind != "speech" or words[j].low.endswith(("ing", "я", "в")):
        return None
    return found


def _office(text: str, words: Sequence[Token], i: int, lex: Lexicon) -> Subject | None:
    first = i + 1 if words[i].low in lex.determiners else i
    if lex.lang == "en" and (first == i or first >= len(words)):
        return None
    for n in range(min(4, len(words) - first), 0, -1):
        piece = " ".join(w.low for w in words[first : first + n])
        if piece in lex.offices:
            verb = after_name(text, words, first + n, lex, plural=False, fuzzy=False)
            span = (words[first].start, words[first + n - 1].end)
            if verb and verb.kind != "likely":
                return Subject((span,), (text[span[0] : span[1]],), "office", verb, fronted=i > 0)
            return None
    return None


def _unknown(
    text: str, words: Sequence[Token], i: int, lex: Lexicon, names: Mapping[str, object]
) -> Subject | None:  # fmt: skip
    """A name that nobody knows yet: after a title anywhere, without one only at the beginning of the
    sentence."""
    n = i
    while n < len(words) and is_title([words[n].word], lex):
        n += 1
    if n < len(words) and known_length(text, words, n, names):
        return None
    if any(w.low in lex.oblique for w in words[max(0, i - 1) : n]):
        return None
    titled = n > i or (i > 0 and is_title([words[i - 1].word], lex))
    if not titled and i:
        return None
    m = n
    while (
        m < len(words)
        and m - n < 4
        and _may_be_name(words[m], lex)
        and (m == n or _joined(text[words[m - 1].end : words[m].start]))
    ):
        m += 1
    n = _without_adjuncts(words, n, m, lex, names)
    if m == n:
        return None
    verb = after_name(text, words, m, lex, plural=False, fuzzy=titled)
    if verb is None or verb.kind in ("likely", "deed"):
        return None
    span = (words[n].start, words[m - 1].end)
    for k in range(n + 1, m):  # a forename before a name that is known
        if known_length(text, words, k, names) == m - k:
            return Subject((span,), (text[words[k].start : span[1]],), "name", verb, "titled" if titled else "", i > 0)
    title = " ".join(w.word for w in words[i:n])
    return Subject(
        (span,), (text[span[0] : span[1]],), "unknown", verb, title or ("titled" if titled else ""), i > 0
    )


def _without_adjuncts(
    words: Sequence[Token], n: int, m: int, lex: Lexicon, names: Mapping[str, object]
) -> int:
    """Where a name begins behind what says whose office it is: "Cuban Ambassador Carlos N.", «посол Кубы Карлос Н.»."""
    for k in range(m - 2, n, -1):
        if is_title([words[k].word], lex):
            return k + 1
    is_thing = getattr(names, "is_thing", None)
    while is_thing is not None and m - n > 1 and is_thing(words[n].word, lex.lang):
        n += 1
    return n


def _joined(gap: str) -> bool:
    return gap in (" ", "-", ". ", ".", "")


def _may_be_name(token: Token, lex: Lexicon) -> bool:
    if (
        not token.word[:1].isupper()
        or token.low in lex.nobody
        or token.low in lex.adverbs
        or token.low in lex.prepositions
    ):
        return False
    return (
        token.low not in lex.first_person
        and token.low not in lex.third_person
        and verb_kind(token.word, lex, True) is None
    )


#: Endings of Russian finite verbs in the third person and in the past.
_FINITE = ("ет", "ит", "ется", "ится", "ут", "ют", "ат", "ят", "л", "лся", "ла", "лась", "ли", "лись")


def opens_without_subject(text: str, start: int, lex: Lexicon) -> bool:
    """Does a sentence open with a finite verb of speech and no subject ("Adds that …", «Спрашивает, как
    …»)?"""
    words = tokens(text, start, min(len(text), start + 120))
    i = 0
    while i < len(words) and i < 3 and words[i].low in lex.adverbs and words[i].low not in lex.auxiliaries:
        i += 1
    if i >= len(words):
        return False
    found = verb_kind(words[i].word, lex)
    if found is None and lex.lang != "en":
        found = damaged_verb(words[i].word, lex.lang)
    if found is None or found.kind == "deed":
        return False
    low = words[i].low
    if lex.lang == "en":
        return low.endswith("s") and not low.endswith("ss")
    return low.endswith(_FINITE)


def goes_on_reporting(text: str, start: int, lex: Lexicon) -> bool:
    """Like `opens_without_subject`, but sure: a listed verb of speech in the present, third person singular,
    that takes a clause or object."""
    words = tokens(text, start, min(len(text), start + 80))
    i = 1 if len(words) > 1 and words[0].low in lex.resuming else 0
    if i >= len(words):
        return False
    found = verb_kind(words[i].word, lex)
    if found is None and start == 0 and lex.lang != "en" and text[words[i].end : words[i].end + 1] == ",":
        found = damaged_verb(words[i].word, lex.lang)
    low = words[i].low
    if (
        found is None
        or found.kind != "speech"
        or text[words[i].end : words[i].end + 1] not in (",", " ", ":")
    ):
        return False
    if lex.lang == "en":
        return low.endswith("s") and not low.endswith("ss")
    return low.endswith(("ет", "ит", "ется", "ится"))
