"""Units of a division → the labels that open direct speeches in it, learned from the document itself.

A label is learned where openings of one shape come back, where it names somebody who takes part, or where it
carries a title.
No list of persons stands behind it: `languages/turns.<lang>.toml` knows titles, offices and words that are
nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.languages import facts, languages_with
from pipeline.model import Span, Unit
from pipeline.transliteration import plain

#: Kinds of unit that can hold or open a speech.
SPEAKABLE = frozenset({"p", "item", "head", "salute"})
#: Longest label in words and in characters, titles included.
_MOST_WORDS, _MOST_LETTERS = 9, 70
_WORD = re.compile(r"[^\W\d_](?:[\w'’ʼ\"`-]*[^\W_])?")
_JUNK = re.compile(r"[\s.,;:·•*\-–—\"«'‘’“”„|\\/~^_°()\[\]]{0,6}")
#: A gloss before a name ("[Vice Premier] Li Xiannian:"), and a label that is nothing but one ("[Unidentified speaker]:").
_GLOSS = re.compile(r"\W{0,4}\[[^\[\]]{2,60}\]\s*(?=[^\W\d_])")
_BRACKETED = re.compile(r"\W{0,4}[\[(](?P<name>[^\W\d_][^\[\]()]{2,60})[\])]\s?:")
#: A name whose letters are set apart, as typists emphasise: «Х р у щ е в».
_SPACED = re.compile(r"(?:[^\W\d_][ \u00a0]{1,3}|-[ \u00a0]{0,3}){3,}[^\W\d_](?![\w'’])")
_SPACED_TITLE = re.compile(r"(?P<title>[^\W\d_](?: ?[^\W\d_]){0,9})(?:\.[ \u00a0]*|[ \u00a0]{1,3})(?=[^\W\d_] )")
_ASIDE = re.compile(r"\s{0,2}(?:\([^()]{1,80}\)|\[[^\[\]]{1,80}\])")
_SENTENCE_END = re.compile(r"[.!?…][\"'»”’)\]]*\s+|[.!?…:;][\"»”)\]]*(?=[^\W\d_])")
#: So many people whose labels a dash closes show that a dash closes labels.
_DASHED = 3
#: Small words inside names and offices of many languages.
PARTICLES = frozenset({
    "de", "da", "di", "du", "del", "della", "der", "den", "van", "von", "la", "le", "el", "al", "bin", "ibn",
    "ben", "y", "e", "i", "dos", "das", "do", "ter", "zu", "zur", "of", "the", "for", "and", "и", "по",
})  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """What a language says about speech: see `languages/turns.<lang>.toml`."""

    lang: str
    honorifics: frozenset[str]
    oblique: frozenset[str]
    offices: frozenset[str]
    groups: frozenset[str]
    questions: frozenset[str]
    answers: frozenset[str]
    crowd: frozenset[str]
    anonymous: frozenset[str]
    nobody: frozenset[str]
    adverbs: frozenset[str]
    conjunctions: frozenset[str]
    subordinators: frozenset[str]
    prepositions: frozenset[str]
    first_person: frozenset[str]
    third_person: frozenset[str]
    verb_endings: tuple[str, ...]
    deeds: frozenset[str]
    openers: frozenset[str]
    auxiliaries: frozenset[str]
    states: frozenset[str]
    copulas: frozenset[str]
    dialogue: frozenset[str]
    prompts: frozenset[str]
    abbreviations: frozenset[str]
    function_words: frozenset[str]
    resuming: frozenset[str]
    determiners: frozenset[str]
    narration: tuple[re.Pattern[str], ...]
    own_deeds: tuple[re.Pattern[str], ...]
    verbs: Mapping[str, str] = field(default_factory=dict)
    table: Mapping[str, object] = field(default_factory=dict)

    @property
    def longest_title(self) -> int:
        return 4


@cache
def lexicon(lang: str) -> Lexicon:
    """The facts for a language; empty ones where nobody has written them."""
    table = facts("turns", lang)

    def words(key: str) -> frozenset[str]:
        return frozenset(table.get(key, ()))

    return Lexicon(
        lang=lang.partition("-")[0],
        honorifics=words("honorifics"), oblique=words("oblique_honorifics"), offices=words("offices"),
        groups=words("groups"), questions=words("questions"), answers=words("answers"),
        crowd=words("crowd"), anonymous=words("anonymous"),
        nobody=words("not_labels"), adverbs=words("adverbs"), conjunctions=words("conjunctions"),
        subordinators=words("subordinators"), prepositions=words("prepositions"),
        first_person=words("first_person"), third_person=words("third_person"),
        verb_endings=tuple(table.get("verb_endings", ())), deeds=words("deeds"),
        openers=words("openers"), auxiliaries=words("auxiliaries"), states=words("states"),
        copulas=words("copulas"), dialogue=words("dialogue"), prompts=words("prompts"),
        abbreviations=words("abbreviations"), resuming=words("resuming"),
        function_words=words("function_words"), determiners=words("determiners"),
        narration=tuple(re.compile(p, re.IGNORECASE) for p in table.get("narration", ())),
        own_deeds=tuple(re.compile(p, re.IGNORECASE) for p in table.get("own_deeds", ())),
        verbs=_verbs(table), table=table,
    )  # fmt: skip


@cache
def every_abbreviation() -> frozenset[str]:
    """Words of all languages whose full stop ends no sentence."""
    return frozenset(a for lang in languages_with("turns") for a in lexicon(lang).abbreviations)


@cache
def _short_titles() -> frozenset[str]:
    """Titles of all languages that are written with a full stop («тов.», "Comr.")."""
    return frozenset(
        a for lang in languages_with("turns") for a in lexicon(lang).abbreviations & lexicon(lang).honorifics
    )


def _verbs(table: Mapping[str, dict[str, object]]) -> dict[str, str]:
    """Form → "speech" or "thought"; with "-plural" for a bare form, which only a plural subject or "I"
    takes."""
    forms: dict[str, str] = {}
    for kind in ("speech", "thought"):
        section = table.get(kind, {})
        if "regular" in section or "irregular" in section:
            for verb in _listed(section.get("regular")):
                forms.setdefault(verb, f"{kind}-plural")
                for form in english_forms(verb):
                    forms.setdefault(form, kind)
            for line in _listed(section.get("irregular")):
                base, *rest = line.split()
                forms.setdefault(base, f"{kind}-plural")
                for form in rest:
                    forms.setdefault(form, kind)
        else:
            for forms_of_verb in section.values():
                for form in str(forms_of_verb).split():
                    forms.setdefault(form, kind)
    return forms


def _listed(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []


def english_forms(verb: str) -> tuple[str, ...]:
    """Third person, past and participle of a regular English verb: "deny" → denies, denied, denying."""
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    third = verb + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", verb) else "s")
    if verb.endswith("e"):
        return third, f"{verb}d", f"{verb[:-1]}ing"
    forms = [third, f"{verb}ed", f"{verb}ing"]
    if re.search(r"[^aeiou][aeiou][bdgmnprt]$", verb):
        forms += [f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"]
    return tuple(forms)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible label: ranges are indices in `Unit.text`. `name` has no title; `after` is where the speech
    begins."""

    unit: int
    start: int
    name: tuple[int, int]
    text: str
    key: str
    title: str
    kind: str  # name | office | question | answer | damaged
    mark: str  # ":" "." "—" "line" (alone in its paragraph) "" (set off by markup, or run together)
    after: int
    emphasis: bool


@dataclass
class Label:
    """What a document shows of one label."""

    key: str
    kind: str
    surfaces: dict[str, int] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    emphatic: int = 0
    opening: int = 0  # how often it opens a unit
    first: int = 0

    @property
    def count(self) -> int:
        return sum(self.marks.values())

    @property
    def text(self) -> str:
        """The commonest way it is written; of equals the first."""
        return max(self.surfaces, key=lambda s: self.surfaces[s])


def words_of(text: str, start: int, most: int) -> list[tuple[int, int, str]]:
    """Words from `start` as long as only spaces, hyphens or full stops of initials part them."""
    out: list[tuple[int, int, str]] = []
    at = start
    while len(out) < most:
        found = _WORD.match(text, at)
        if not found:
            break
        out.append((found.start(), found.end(), found[0]))
        at = found.end()
        if text[at : at + 1] == ".":
            if len(found[0]) > 2 and found[0].casefold() not in every_abbreviation():
                break
            at += 1
        elif text[at : at + 2] == ", " and found[0].casefold() in _short_titles():
            at += 1  # a full stop that was read as a comma
        while text[at : at + 1] in (" ", "-") and text[at : at + 1]:
            at += 1
    return out


def _has_stop(text: str, end: int) -> bool:
    return text[end : end + 1] == "."


def is_title(words: Sequence[str], lex: Lexicon) -> bool:
    low = " ".join(words).casefold().strip(".")
    either = (low, low.replace("-", " "))  # "Minister-Counselor"
    return any(t in lex.honorifics or t in lex.oblique or t in lex.offices for t in either)


def title_length(words: Sequence[tuple[int, int, str]], lex: Lexicon) -> int:
    """How many words at the front are titles ("Comrade", "The Prime Minister", «тов. посол»)."""
    i = 1 if words and words[0][2].casefold() == "the" and len(words) > 1 else 0
    began = i
    while i < len(words):
        pair = len(words[i][2]) == 1 and words[i][2].isupper() and len(words[i + 1 : i + 2]) and len(words[i + 1][2]) == 1
        # "P.M." is a title; of "M. S." the first letter is an initial, not Monsieur.
        for n in range(min(lex.longest_title, len(words) - i), int(bool(pair)), -1):
            if is_title([w[2] for w in words[i : i + n]], lex) or _spelt(words, i, n) in lex.honorifics:
                i += n
                break
        else:
            break
    return i if i > began else 0


def _spelt(words: Sequence[tuple[int, int, str]], i: int, n: int) -> str:
    return ".".join(w[2].casefold() for w in words[i : i + n])


def is_name_word(word: str) -> bool:
    return not word[:1].islower() or word.casefold() in PARTICLES


def candidate(unit: Unit, at: int, lex: Lexicon) -> Candidate | None:
    """The label that could stand at an index of a unit, or None."""
    text = unit.text
    if unit.kind not in ("p", "item") and len(text) > _MOST_LETTERS:
        return None
    junk = _JUNK.match(text, at)
    start = junk.end() if junk else at
    gloss = _GLOSS.match(text, at)
    if gloss is not None:
        start = at + text[at : gloss.end()].index("[")
    elif (bracketed := _bracketed(unit, at, lex)) is not None:
        return bracketed
    if (spaced := _spaced(text, start, lex)) is not None:
        mark, after = _closing(text, spaced[1])
        return _made(unit, start, spaced, mark, after) if mark else None
    words = words_of(text, gloss.end() if gloss else start, _MOST_WORDS)
    if not words:
        return None
    emphasis = emphasised(unit, words[0][0])
    for n in range(len(words), 0, -1):
        last = words[n - 1]
        if last[1] - start > _MOST_LETTERS:
            continue
        mark, after = _closing(text, last[1])
        if emphasis is not None and not mark and _mark_ends(unit, emphasis, last[1]):
            mark, after = "", last[1]
        elif not mark and not text[last[1] :].strip() and unit.kind != "item":
            mark, after = "line", last[1]
        elif not mark:
            continue
        if gloss is not None and mark != ":":
            continue
        found = _classified(_Found(unit, start, words[:n], mark, after, emphasis is not None), lex)
        if found and (unit.kind in ("p", "item") or not text[after:].strip()):
            return found
    return None


def _spaced(text: str, start: int, lex: Lexicon) -> tuple[int, int] | None:
    """The range of a name whose letters are set apart, behind a title that may be set so too («Т о в. М и к о я н»)."""
    titles = {plain(h) for h in lex.honorifics}
    for m in _SPACED_TITLE.finditer(text, start, start + 20):
        if plain(m["title"]) in titles and (found := _SPACED.match(text, m.end())):
            return found.span()
        break
    found = _SPACED.match(text, start)
    return found.span() if found else None


def _made(unit: Unit, start: int, name: tuple[int, int], mark: str, after: int) -> Candidate:
    """A label of a name whose letters stand apart, which is emphasis by itself."""
    surface = unit.text[name[0] : name[1]]
    return Candidate(unit.n, start, name, surface, plain(surface), "", "name", mark, after, True)


def _bracketed(unit: Unit, at: int, lex: Lexicon) -> Candidate | None:
    """A label that stands in brackets as a whole, because the editor supplied it."""
    m = _BRACKETED.match(unit.text, at)
    words = words_of(unit.text, m.start("name"), _MOST_WORDS) if m else []
    if m is None or not words or words[-1][1] != m.end("name"):
        return None
    return _classified(_Found(unit, m.start("name"), words, ":", m.end(), False), lex)


_CLOSING = re.compile(r"\s?[.,;]?\s?[:：]|\s?[.]|\s[-–—]{1,2}\s|\s?[–—]\s?(?=[A-ZА-ЯЁ\"“«‘(\[\d…])")


def _closing(text: str, end: int) -> tuple[str, int]:
    """The punctuation that closes a label, and where the speech begins: "(aside):" counts as part of it."""
    at = end
    stop = _has_stop(text, end)
    aside = _ASIDE.match(text, end + stop)
    if aside:
        at = aside.end()
    found = _CLOSING.match(text, at)
    if not found:
        return (".", at) if stop and not aside else ("", at)
    close = found[0]
    mark = ":" if ":" in close or "：" in close else "." if "." in close else "—"
    after = found.end()
    dash = re.compile(r"\s?[-–—](?=\s)").match(text, after)
    return mark, dash.end() if dash else after


def emphasised(unit: Unit, at: int) -> Span | None:
    """The marked range (underline, bold, italics) that begins at an index of the text, as a source range."""
    offset = unit.offsets[at]
    for mark in unit.marks:
        if mark.rend in ("underline", "bold", "italic") and mark.inner.start <= offset < mark.inner.end:
            before = unit.at(mark.inner.start)
            if not any(c.isalnum() for c in unit.text[before:at]):
                return mark.span
    return None


def _mark_ends(unit: Unit, mark: Span, end: int) -> bool:
    """Does a marked range end with the word that ends at this index?"""
    inside = unit.at(mark.end)
    return (
        not any(c.isalnum() for c in unit.text[end:inside])
        and inside >= end
        and unit.offsets[end - 1] < mark.end
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Words that end where a label may end, and what closes them."""

    unit: Unit
    start: int
    words: Sequence[tuple[int, int, str]]
    mark: str
    after: int
    emphasis: bool

    @property
    def whole(self) -> str:
        return self.unit.text[self.words[0][0] : self.words[-1][1]]

    def made(self, kind: str, first: int, title: str = "") -> Candidate:
        """The candidate whose name begins with the word `first`."""
        name = (self.words[first][0], self.words[-1][1])
        surface = self.unit.text[name[0] : name[1]]
        key = plain(surface)
        return Candidate(
            self.unit.n, self.start, name, surface, key, title, kind, self.mark, self.after, self.emphasis
        )


def _classified(found: _Found, lex: Lexicon) -> Candidate | None:
    """What kind of label some words are; None for none."""
    words, low = found.words, found.whole.casefold()
    if low in lex.nobody or low.removeprefix("the ") in every_abbreviation() or _records(found.whole, lex):
        return None

    if len(words) == 1 and low in (lex.questions | lex.answers) and found.mark in (":", "."):
        kind = "question" if low in lex.questions else "answer"
        return found.made(kind, 0) if found.mark == ":" or found.whole.isupper() else None
    if low.removeprefix("the ") in lex.crowd and (found.mark == ":" or found.whole.isupper()):
        return found.made("office", 0)
    if found.mark == ":" and any(w[2].casefold() in lex.anonymous for w in words):
        return found.made("office", 0)
    if all(w[2].casefold() in lex.nobody or w[2].casefold() in lex.function_words for w in words):
        return None
    the = int(words[0][2].casefold() in lex.determiners and len(words) > 1)
    bare = " ".join(w[2].casefold() for w in words[the:])
    cut = title_length(words, lex)
    if cut == len(words) > 1 + the and words[-1][2].casefold() not in lex.offices and bare not in lex.offices:
        cut -= 1  # "Mr. Lord"
    if bare in lex.offices or cut == len(words):
        return found.made("office", the)
    if words[-1][2].casefold() in lex.groups and len(words) <= 3 and found.mark == ":":
        return found.made("office", the) if words[the][2][:1].isupper() else None
    return (
        found.made("name", cut, " ".join(w[2] for w in words[:cut])) if _is_name(words[cut:], cut) else None
    )


def _records(text: str, lex: Lexicon) -> bool:
    """Does a text say who recorded, and nothing else («Стенографировал», "Recorded by")?"""
    table = lex.table.get("attendance", {})
    listed = table.get("recorder", ()) if isinstance(table, dict) else ()
    found = (re.search(p, text, re.IGNORECASE) for p in listed)
    return any(m is not None and m.end() == len(text) and m.start() < 20 for m in found)


def _is_name(core: Sequence[tuple[int, int, str]], titles: int) -> bool:
    if not core or len(core) > 6 or core[-1][2][:1].islower():
        return False
    return all(is_name_word(w[2]) for w in core) and (titles > 0 or any(len(w[2]) > 1 for w in core))


def openings(units: Iterable[Unit], lex: Lexicon) -> list[Candidate]:
    """The candidate at the beginning of each unit that can open a speech, and those with a colon after a
    sentence inside it."""
    out: list[Candidate] = []
    for unit in units:
        if unit.kind in SPEAKABLE and unit.text:
            first = candidate(unit, 0, lex)
            if first is not None:
                out.append(first)
            out += colons_inside(unit, first.after if first else 1, lex)
    return out


def colons_inside(unit: Unit, start: int, lex: Lexicon) -> Iterator[Candidate]:
    """Candidates that end in a colon and stand right after the end of a sentence."""
    text = unit.text
    at = text.find(":", start)
    while at > 0:
        for m in reversed(list(_ENDED.finditer(text, max(start - 1, at - _MOST_LETTERS), at))):
            if not _is_abbreviated(text, m.start(), lex):
                found = candidate(unit, m.end(), lex)
                if found and found.mark == ":" and found.start >= start and at < found.after:
                    yield found
                break
        at = text.find(":", at + 1)


_ENDED = re.compile(r"[.!?…][\"»”)\]]*\s*(?=[^\W\d_])")


def _is_abbreviated(text: str, stop: int, lex: Lexicon) -> bool:
    """Does a full stop belong to a title or an initial?"""
    before = re.search(r"([^\W\d_][\w-]*)$", text[max(0, stop - 20) : stop])
    return (
        before is not None
        and text[stop] == "."
        and (len(before[1]) < 2 or before[1].casefold() in every_abbreviation())
    )


def small_words(units: Iterable[Unit]) -> frozenset[str]:
    """Words that the division also writes small: they are words of the language, not names."""
    return frozenset(w for u in units for w in _WORD.findall(u.text) if w[:1].islower())


def learn(
    found: Iterable[Candidate],
    known: frozenset[str],
    small: frozenset[str],
    things: frozenset[str] = frozenset(),
) -> dict[str, Label]:
    """Labels that the document itself bears out, by key.

    `known` are keys of the names of those who take part, `things` keys that mean a place or an organisation.
    """
    seen: dict[str, Label] = {}
    for c in found:
        if c.key in things and c.key not in known:
            continue
        label = seen.setdefault(c.key, Label(c.key, c.kind, first=c.unit))
        label.surfaces[c.text] = label.surfaces.get(c.text, 0) + 1
        label.marks[c.mark] = label.marks.get(c.mark, 0) + 1
        label.emphatic += c.emphasis
        label.opening += c.start < 8
        if c.title:
            label.titles[c.title] = label.titles.get(c.title, 0) + 1
    sure = {k: v for k, v in seen.items() if _is_sure(v, known, small)}
    colons = sum(v.marks.get(":", 0) for v in sure.values())
    if colons >= 2:
        sure |= {k: v for k, v in seen.items() if k not in sure and ":" in v.marks and _is_likely(v, small)}
    sure |= {k: v for k, v in seen.items() if k not in sure and _is_custom(v, sure.values(), small)}
    # Minutes in which each speaks but once or twice: «т. Жуков – …», «т. Молотов – …».
    dashed = {k: v for k, v in seen.items() if "—" in v.marks and v.kind == "name" and (k in known or v.titles)}
    if len(dashed) >= _DASHED and sum(v.marks["—"] for v in dashed.values()) > _DASHED:
        sure |= dashed
    return dict(sorted(sure.items(), key=lambda kv: kv[1].first))


def _is_sure(label: Label, known: frozenset[str], small: frozenset[str]) -> bool:
    colon, stop = label.marks.get(":", 0), label.marks.get(".", 0)
    dash = label.marks.get("—", 0) + label.marks.get("line", 0)
    if label.kind in ("question", "answer"):
        return label.count >= 2
    if label.key in known:
        return bool(colon or stop) or label.emphatic > 0 or dash >= 2
    if label.kind == "office":
        return colon > 0 or stop >= 2 or (label.emphatic >= 2)
    if label.titles:
        return colon > 0 or stop >= 2 or label.emphatic >= 2 or dash >= 2
    common = all(w.casefold() in small for w in _WORD.findall(label.text))
    if common:
        return False
    return colon >= 2 or (label.emphatic >= 2 and label.count >= 2) or stop >= 4 or dash >= 4


def _is_custom(label: Label, sure: Iterable[Label], small: frozenset[str]) -> bool:
    """Is a label, though it stands but once, written as the sure ones of the document are: in capitals with a full stop, or
    with a title (in capitals) and a dash?"""
    if label.kind not in ("name", "office") or len(label.text) < 3:
        return False
    words = [w for w in _WORD.findall(label.text) if len(w) > 1]
    if not words or len(words) > 3 or (label.kind == "name" and all(w.casefold() in small for w in words)):
        return False
    alike = [v for v in sure if v.kind in ("name", "office")]
    capitals = [v for v in alike if v.text.isupper() and "." in v.marks]
    if label.text.isupper() and "." in label.marks and len(capitals) > 1:
        return True
    dashes = sum(v.marks.get("—", 0) for v in alike)
    return "—" in label.marks and dashes > 2 and (bool(label.titles) or label.text.isupper())


def _is_likely(label: Label, small: frozenset[str]) -> bool:
    words = _WORD.findall(label.text)
    return label.kind == "office" or (
        label.opening > 0 and len(words) <= 4 and not any(w.casefold() in small for w in words if len(w) > 2)
    )


def inner_openings(
    unit: Unit, labels: Mapping[str, Label], lex: Lexicon, pattern: re.Pattern[str] | None
) -> Iterator[Candidate]:
    """Known labels after the end of a sentence inside a unit: speeches that were run together."""
    if pattern is None:
        return
    end = 0
    for m in pattern.finditer(unit.text, 1):
        stop = len(unit.text[: m.start("label")].rstrip().rstrip('"»”)]')) - 1
        if _is_abbreviated(unit.text, stop, lex):
            continue
        found = candidate(unit, m.start("label"), lex)
        if found and found.key in labels and found.start >= end:
            end = found.after
            yield found


def inner_pattern(labels: Mapping[str, Label], lex: Lexicon) -> re.Pattern[str] | None:
    """Finds a known label with its punctuation after the end of a sentence; None where no label is known."""
    surfaces = sorted(
        {s for label in labels.values() for s in label.surfaces if len(s) > 1}, key=lambda s: (-len(s), s)
    )
    if not surfaces:
        return None
    titles = "|".join(re.escape(h) for h in sorted(lex.honorifics, key=lambda h: (-len(h), h)))
    names = "|".join(re.escape(s).replace(r"\ ", r"\s+") for s in surfaces)
    return re.compile(
        rf"(?<=[.!?…\"»”)\]])\s*(?P<label>(?:(?i:the)\s+)?(?:(?i:{titles})\.?\s+){{0,3}}(?:{names}))"
        rf"(?:\s?\([^()]{{1,80}}\))?(?P<mark>\s?:|\.(?=\s))"
    )


def run_together(units: Sequence[Unit], names: Iterable[str], lex: Lexicon) -> dict[int, Candidate]:
    """Labels with nothing between them and the speech ("Mr CaseyWe think"), by unit number.

    They count only where the document opens its paragraphs so again and again: at least four times, by two
    people.
    """
    titles = "|".join(re.escape(h) for h in sorted(lex.honorifics, key=lambda h: (-len(h), h)))
    title = rf"\W{{0,4}}(?P<title>(?:(?i:{titles})\.?\s+){{0,3}})" if titles else r"\W{0,4}(?P<title>)"
    known = "|".join(map(re.escape, sorted(set(names), key=lambda s: (-len(s), s))))
    glued = re.compile(
        title
        + r"(?P<name>(?:[^\W\d_][\w'’-]*[ -]){0,3}?(?:(?!Mc|Mac)[A-ZА-ЯЁ][a-zа-яё'’-]{2,}|[A-ZА-ЯЁ'’-]{3,}?))"
        + r"(?=(?:[A-ZА-ЯЁ][a-zа-яё'’]*|\d+|[\"“«])[\s,.])"
    )
    patterns = [glued] + (
        [re.compile(title + rf"(?P<name>{known})(?=\s{{0,2}}[A-ZА-ЯЁ\"“«‘\d…])")] if known else []
    )
    for pattern in patterns:
        found = {u.n: c for u in units if u.kind in SPEAKABLE and (c := _together(u, pattern))}
        count: dict[str, int] = {}
        for c in found.values():
            count[c.key] = count.get(c.key, 0) + 1
        kept = {n: c for n, c in found.items() if count[c.key] > 1 or c.title}
        if len(kept) >= 4 and len({c.key for c in kept.values()}) >= 2 and len(kept) * 3 >= len(units):
            return kept
    return {}


def _together(unit: Unit, pattern: re.Pattern[str]) -> Candidate | None:
    m = pattern.match(unit.text)
    if m is None or m["name"].casefold() in lexicon(unit.lang).nobody:
        return None
    text = m["name"]
    start = m.start("title") if m["title"] else m.start("name")
    return Candidate(
        unit.n, start, m.span("name"), text, plain(text), m["title"].strip(), "name", "", m.end(), False
    )


def is_office(name: str) -> bool:
    """Is a name the word for an office, a crowd or somebody unknown, and nothing else ("Secretary", «Министр», "Voices",
    "Unidentified speaker"), in any language?"""
    bare = " ".join(name.casefold().split())
    return any(
        bare in lex.offices | lex.crowd or any(w in lex.anonymous for w in bare.split())
        for lex in map(lexicon, languages_with("turns"))
    )


def is_part(name: str) -> bool:
    """Is a label the word for a part in a conversation ("Q", "Answer", «Вопрос») and nobody's name, in any language?"""
    bare = " ".join(name.casefold().split())
    return any(bare in lexicon(lang).questions | lexicon(lang).answers for lang in languages_with("turns"))
