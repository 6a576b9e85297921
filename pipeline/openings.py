"""A division and its company → every place where somebody begins to speak, with the people it can be.

Direct openings are labels; reported ones are sentences whose subject is somebody present and whose verb tells
of speech. Where OCR hurt the name,
likeness to those who can speak here decides, helped by underlining, by the place in the paragraph and by the
verb that follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline import labels
from pipeline.labels import Candidate, Label, Lexicon, is_title, lexicon
from pipeline.lexicon import lexicon as dictionary
from pipeline.likeness import likeness, typed_likeness
from pipeline.model import Unit, Zone
from pipeline.participants import Company, bears, damaged_title, is_thing, who_asks, who_holds, who_is
from pipeline.people import Person, Roster, initials_of, other_initials, without_initials
from pipeline.subjects import (
    Subject,
    Token,
    Verb,
    find_subject,
    goes_on_reporting,
    sentence_starts,
    tokens,
    verb_after,
    verb_kind,
)  # fmt: skip
from pipeline.transliteration import plain

#: Least likeness of a damaged name: underlined; before a listed verb; before a damaged verb; as a label; as a
#: label with a title; before a verb that nobody listed.
_MARKED, _LISTED, _DAMAGED, _LABEL, _TITLED, _UNLISTED = 0.15, 0.45, 0.55, 0.5, 0.4, 0.72
#: How sure a speaker is whose initials look otherwise than they should.
_MISREAD = 0.85
#: How far from the beginning of a sentence inside a paragraph its subject may stand to open a turn, in
#: letters.
_NEAR = 40
#: So many labels with a dash show that a dash closes labels.
_DASHES = 3
#: A division quotes rather than reports when it has so many labels for each reported opening.
_QUOTES = 3
_CASE_ENDINGS = frozenset(
    ["а", "у", "ом", "е", "ем", "ым", "ого", "ому", "им", "ой", "ю", "я", "ы", "и", "ей"]
)
#: Evidence of a turn that begins with a sentence inside a paragraph.
INSIDE = "inside a paragraph"
#: Roles of those who can take the word.
_PRESENT = frozenset(["principal", "participant", "interpreter"])
#: Several names that stand before one colon (or, in capitals, a full stop).
_JOINT = re.compile(
    r"\W{0,4}(?P<names>[^\W\d_][^:.()\[\]\n]{1,40}(?:(?:,|\s(?:and|и|&))\s+[^\W\d_][^:()\[\]\n,]{1,40}?){1,3}?)"
    r"(?:\s?:|(?<=[A-ZА-ЯЁ])\.)\s+"
)
_AND = re.compile(r",\s+(?:and\s+|и\s+)?|\s+(?:and|и|&)\s+")
_SENTENCE_START = re.compile(r"[.!?…][\"'»”’)\]]*\s+")


@dataclass
class Opening:
    """Where a speech begins: `start` and `name` are indices in the text of unit `unit`; `after` is set for
    labels.

    `chances` are ids with their likeness, the best first; several ids in `joint` speak together.
    """

    unit: int
    start: int
    name: tuple[int, int] | None
    text: str
    mode: str  # direct | reported
    chances: list[tuple[str, float]]
    cert: float
    evidence: list[str] = field(default_factory=list)
    after: int | None = None
    joint: tuple[str, ...] = ()
    verb: Verb | None = None
    pronoun: bool = False
    addressee: str | None = None

    @property
    def ref(self) -> str:
        return self.chances[0][0]


class Reader:
    """Finds the openings of one division."""

    def __init__(self, zone: Zone, company: Company) -> None:
        self.zone, self.company, self.author = zone, company, company.author
        self.lex: Lexicon = lexicon(zone.lang)
        self.labels: dict[str, Label] = company.labels.get(zone.id, {})
        self.roster = company.roster
        self.people = [
            p for p in self.roster if p.roles and not set(p.roles) <= {"copy-recipient", "recipient"}
        ]
        self.pattern = labels.inner_pattern(self.labels, self.lex)
        self.refs = {key: self._whom(label) for key, label in self.labels.items()}
        self.listed = company.listed.get(zone.id, frozenset())
        self.together = company.together.get(zone.id, {})
        self.names = _Spoken(self.people, self.roster)
        self.quotes = False
        self.active: Counter[str] = Counter()
        self.rivals = [
            self.roster.from_authority(r)
            for r in self.roster.mentioned
            if not (r in self.roster and self.roster[r].roles)
        ]

    def openings(self) -> list[Opening]:
        """All openings in order; what OCR hurt is read in a second pass, when those who speak are known."""
        clean = [o for u in self.zone.units for o in self._clean(u)]
        direct = sum(o.mode == "direct" for o in clean)
        self.quotes = quotes = direct > 3 and direct >= _QUOTES * (len(clean) - direct)
        if quotes:
            spoken = Counter(o.ref for o in clean if o.mode == "direct")
            clean = [o for o in clean if o.mode == "direct" or (spoken[o.ref] > 1 and self._is_told(o))]
        self.active.update(o.ref for o in clean)
        taken = {o.unit: o for o in clean}
        out: list[Opening] = []
        for unit in self.zone.units:
            first = taken.get(unit.n)
            if first is None and self._can_speak(unit):
                first = (self._unmarked(unit) if quotes else None) or self._damaged(unit, 0, quotes)
            if first is not None:
                out.append(first)
            out += self._inner(unit, out[-1] if out else None, quotes)
        return out

    def _is_told(self, o: Opening) -> bool:
        """Does a paragraph of a record that quotes tell, in the present tense, what somebody who speaks there says?"""
        present = ("ет", "ит", "ется", "ится") if self.zone.lang.startswith("ru") else ("s",)
        unit = next(u for u in self.zone.units if u.n == o.unit)
        return (
            o.verb is not None
            and o.verb.kind == "speech"
            and o.verb.likeness == 1.0
            and o.name is not None
            and not o.pronoun
            and o.verb.word.casefold().endswith(present)
            and goes_on_reporting(unit.text, unit.text.find(o.verb.word, o.name[1]), self.lex)
        )

    def _can_speak(self, unit: Unit) -> bool:
        return bool(
            unit.kind in labels.SPEAKABLE
            and unit.text
            and unit.n not in self.listed
            and not self.is_narration(unit)
        )

    def _unmarked(self, unit: Unit) -> Opening | None:
        """A label with a title that lost its punctuation ("Dr. Hunt I hope so"), where the record quotes."""
        words = labels.words_of(unit.text, 0, 9)
        cut = labels.title_length(words, self.lex)
        for n in range(min(len(words), cut + 4), cut, -1) if cut else ():
            text = unit.text[words[cut][0] : words[n - 1][1]]
            ref = self.refs.get(plain(text))
            rest = tokens(unit.text, words[n - 1][1], min(len(unit.text), words[n - 1][1] + 40))
            if (
                ref
                and rest
                and rest[0].word[:1].isupper()
                and verb_kind(rest[0].word, self.lex, True) is None
            ):
                span = (words[cut][0], words[n - 1][1])
                why = [f"label {text!r}", "without punctuation"]
                return Opening(
                    unit.n, words[0][0], span, text, "direct", [(ref, 1.0)], 0.7, why, rest[0].start
                )
        return None

    # Whole units

    def _clean(self, unit: Unit) -> Iterator[Opening]:
        """The opening of a unit whose name can be read as it stands."""
        if unit.kind == "participants" and (label := self._mistaken(unit)):
            yield self._direct(label)
        if unit.kind not in labels.SPEAKABLE or not unit.text or self.is_narration(unit):
            return
        found = labels.candidate(unit, 0, self.lex) or self.together.get(unit.n)
        if unit.n in self.listed and (found is None or found.mark != ":"):
            return
        if found is not None and not found.mark and found.emphasis:
            subject = find_subject(unit.text, 0, self.lex, self.names)
            if (
                subject is not None
                and subject.verb.kind != "likely"
                and (made := list(self._reported(unit, 0, subject)))
            ):
                yield from made
                return
        if found is not None and self.refs.get(found.key, found.key in self.names):
            yield self._direct(found)
            return
        if unit.kind in ("p", "item") and (joint := self._jointly(unit)) is not None:
            yield joint
            return
        if unit.n in self.together:
            yield self._direct(self.together[unit.n])
            return
        if unit.kind in ("p", "item"):
            subject = find_subject(unit.text, 0, self.lex, self.names)
            if subject is not None:
                yield from self._reported(unit, 0, subject)

    def _jointly(self, unit: Unit) -> Opening | None:
        """Several who speak at once: "KOSYGIN, USTINOV: We are for it." Each must be known by a label or a name."""
        m = _JOINT.match(unit.text)
        if m is None:
            return None
        refs: list[str] = []
        for name in _AND.split(m["names"]):
            words = labels.words_of(name, 0, 9)
            cut = labels.title_length(words, self.lex)
            key = plain(name[words[cut][0] :]) if cut < len(words) else ""
            ref = self.refs.get(key) or self.names.ref(key)
            if ref is None:
                return None
            refs.append(ref)
        if len(set(refs)) < 2:
            return None
        return Opening(
            unit.n, m.start("names"), m.span("names"), m["names"], "direct", [(refs[0], 1.0)], 0.95,
            [f"label {m['names']!r}"], m.end(), tuple(refs),
        )  # fmt: skip

    def _mistaken(self, unit: Unit) -> Candidate | None:
        """A speech right after the list of those present, taken for a line of it."""
        c = labels.candidate(replace(unit, kind="p"), 0, self.lex)
        known = c is not None and c.kind == "name" and c.key in self.labels and bool(self.refs.get(c.key))
        return c if c is not None and known and re.search(r"\w.*[.!?]$", unit.text[c.after :]) else None

    def is_narration(self, unit: Unit) -> bool:
        return any(p.search(unit.text) for p in self.lex.narration)

    def tells_a_deed(self, unit: Unit) -> bool:
        """Does a paragraph tell what somebody present did ("Lin accompanied us to the door"), or the writer ("I met Lin at dinner")?"""
        if self.author is not None and any(p.search(unit.text) for p in self.lex.own_deeds):
            return True
        subject = find_subject(unit.text, 0, self.lex, self.names)
        if subject is None or subject.kind not in ("name", "office") or subject.fronted:
            return False
        return subject.verb.kind == "deed" and subject.verb.word.casefold() not in self.lex.copulas

    def _direct(self, c: Candidate) -> Opening:
        ref = self.refs.get(c.key) or self.names.ref(c.key)
        why, cert = [f"label {c.text!r}"], 1.0
        if ref is not None and ref in self.roster and initials_of(c.text) and other_initials(c.text, self.roster[ref]):
            why, cert = [*why, "initials misread"], _MISREAD
        return Opening(c.unit, c.start, c.name, c.text, "direct", [(ref or c.key, 1.0)], cert, why, c.after)

    def _whom(self, label: Label) -> str | None:
        """The person of a learned label; None where it looks damaged and must be compared."""
        if label.kind == "office":
            return self._office(label.text)
        if label.kind in ("question", "answer"):
            return who_asks(self.roster, label.kind).ref
        person = who_is(self.roster, label, self.zone.lang)
        return person.ref if person else None

    def _office(self, text: str) -> str:
        return who_holds(self.roster, text, self.zone.lang, self.company.year, self.company.writer).ref

    def _reported(self, unit: Unit, start: int, subject: Subject) -> Iterator[Opening]:
        made = self._speakers(subject)
        if made is None or (subject.kind == "first" and in_quotation(unit.text, subject.names[0][0])):
            return
        refs, cert, why = made
        if not subject.speaks:
            if subject.verb.kind != "likely" or subject.kind != "name":
                return
            cert *= 0.8
        yield Opening(
            unit.n, start, subject.names[0] if subject.kind in ("name", "unknown") else None,
            " ".join(subject.texts), "reported", [(refs[0], 1.0)], round(cert * _trust(subject.verb), 2),
            [why, f"verb {subject.verb.word!r}"], None, tuple(refs) if len(refs) > 1 else (), subject.verb,
            subject.kind == "pronoun", self._addressed(unit.text, subject),
        )  # fmt: skip

    def _addressed(self, text: str, subject: Subject) -> str | None:
        """Whom the verb has for its object: "thanks Zhou", «передает товарищу Сталину»."""
        at = text.find(subject.verb.word, subject.names[-1][1])
        words = tokens(text, at, min(len(text), at + 90))[1:] if at >= 0 else []
        while words and (is_title([words[0].word], self.lex) or words[0].low in ("to", "the")):
            words = words[1:]
        for n in range(min(4, len(words)), 0, -1):
            piece = text[words[0].start : words[n - 1].end]
            ref = self.names.ref(plain(piece)) if self.lex.lang == "en" else self._oblique(piece)
            if ref and text[words[n - 1].end : words[n - 1].end + 2] not in ("'s", "’s"):
                return ref
        return None

    def _oblique(self, piece: str) -> str | None:
        found = [
            p.ref
            for p in self.people
            for f in p.forms_in(self.zone.lang)
            if len(f) > 2 and is_oblique(piece, f)
        ]
        return found[0] if found and len(set(found)) == 1 else None

    def _speakers(self, subject: Subject) -> tuple[list[str], float, str] | None:
        """Ids of the people a subject means, how sure that is, and why."""
        said = subject.texts[0]
        if subject.kind == "first":
            writer = self.company.writer
            if self.author is None or writer is None:
                return None
            return [self.author.ref], writer.cert, f"first person {said!r}, {writer.evidence}"
        if subject.kind == "pronoun":
            return (["?"], 0.6, f"pronoun {said!r}") if self.author and not subject.fronted else None
        if subject.kind == "office":
            return [self._office(said)], 0.8, f"office {said!r}"
        refs = [r for t in subject.texts if (r := self.names.ref(plain(t)))]
        if len(refs) != len(subject.texts):
            return None
        return refs, 0.97, f"subject {' and '.join(subject.texts)!r}"

    # Inside units

    def _inner(self, unit: Unit, current: Opening | None, quotes: bool) -> Iterator[Opening]:
        """Openings after the first: labels run together, and sentences of another speaker."""
        if unit.kind not in ("p", "item") or not unit.text:
            return
        found: list[Opening] = []
        if unit.n not in self.together:
            found += [
                self._direct(c)
                for c in labels.inner_openings(unit, self.labels, self.lex, self.pattern)
                if self.refs.get(c.key)
            ]
        found += self._at_pages(unit)
        ref = current.ref if current else None
        if not quotes and current is not None and not found:
            found += self._sentences(unit, ref, current)
        seen: set[int] = {current.start} if current and current.unit == unit.n else set()
        spoken = (current.after or 0) if current and current.unit == unit.n else 0
        for o in sorted(found, key=lambda o: o.start):
            if o.start > 0 and o.start >= spoken and o.start not in seen:
                seen.add(o.start)
                yield o

    def _at_pages(self, unit: Unit) -> Iterator[Opening]:
        for piece in unit.pieces[1:]:
            c = labels.candidate(unit, unit.at(piece.start), self.lex)
            if c and self.refs.get(c.key) and c.mark in (":", "."):
                yield self._direct(c)

    def _sentences(self, unit: Unit, ref: str | None, current: Opening) -> Iterator[Opening]:
        """Sentences inside a unit that give the word to somebody else who is known to speak."""
        for at in sentence_starts(unit.text):
            if current.unit == unit.n and current.name and at <= current.name[1]:
                continue
            found = self._turned(unit, at, ref, current) if not in_quotation(unit.text, at) else None
            if found is not None:
                ref = found.ref
                yield found

    def _turned(self, unit: Unit, at: int, ref: str | None, current: Opening) -> Opening | None:
        subject = find_subject(unit.text, at, self.lex, self.names)
        if subject is not None and subject.verb.kind == "speech" and subject.kind != "unknown":
            made = [
                o
                for o in self._reported(unit, at, subject)
                if not o.pronoun or ref == (self.author and self.author.ref)
            ]
            if (
                made
                and made[0].ref != ref
                and subject.names[0][0] - at <= _NEAR
                and (self.active[made[0].ref] >= 1 or made[0].pronoun or self._narrates(made[0]) or self._joins(made[0], current))
            ):
                made[0].cert = round(made[0].cert * 0.85, 2)
                made[0].evidence.append(INSIDE)
                return made[0]
            return None
        damaged = self._damaged(unit, at, False)
        if (
            damaged
            and damaged.mode == "reported"
            and damaged.ref != ref
            and self.active[damaged.ref] >= 2
            and damaged.chances[0][1] >= _DAMAGED
        ):
            damaged.cert = round(damaged.cert * 0.8, 2)
            damaged.evidence.append(INSIDE)
            return damaged
        return None

    def _joins(self, o: Opening, current: Opening) -> bool:
        """Does somebody present, who opens no paragraph, take the word in one that reports what another said?"""
        roles = self.roster[o.ref].roles if o.ref in self.roster else ()
        return current.mode == "reported" and bool(_PRESENT & set(roles))

    def _narrates(self, o: Opening) -> bool:
        return self.author is not None and o.ref == self.author.ref

    # Damaged names

    def _damaged(self, unit: Unit, at: int, quotes: bool) -> Opening | None:
        """An opening whose name OCR hurt, told by likeness to those who can speak here."""
        marked = self._marked(unit, at)
        if marked is not None:
            return marked
        label = labels.candidate(unit, at, self.lex) if at == 0 else None
        if label is not None and label.kind == "name" and (label.mark in (":", ".") or self._dashed(label)):
            return self._damaged_label(unit, label, quotes)
        words = tokens(unit.text, at, min(len(unit.text), at + 90))
        if not words or len(re.findall(r"\w", unit.text[at : words[0].start])) > 1:
            return None
        best: tuple[float, Opening] | None = None
        while (
            len(words) > 1
            and at < words[0].start + 1
            and words[0].low in self.lex.adverbs
            and words[0].word[:1].isupper()
        ):
            words = words[1:]
        if self._is_word(words[0].low):
            return None
        for n in range(1, min(4, len(words)) + 1):
            span = (words[0].start, words[n - 1].end)
            text = unit.text[span[0] : span[1]]
            if re.search(r"[,;:!?]|\.\s", text):
                break
            scored = self._follows(unit, span, words, n, quotes)
            if scored and (best is None or scored[0] > best[0]):
                best = scored
        return best[1] if best else None

    def _dashed(self, label: Candidate) -> bool:
        """Is a label closed by a dash, as those of the division are?"""
        return label.mark == "—" and sum(v.marks.get("—", 0) for v in self.labels.values()) >= _DASHES

    def _damaged_label(self, unit: Unit, c: Candidate, quotes: bool) -> Opening | None:
        """A label that nobody is called by but resembles somebody's name."""
        words = dictionary(self.zone.lang.split("-")[0])
        title, name = ("", c.text) if c.title else damaged_title(c.text, self.zone.lang)
        if title:
            c = replace(c, title=title, text=name, name=(c.name[1] - len(name), c.name[1]))
        chances = self._chances(c.text, title=c.title)
        if not c.title and all(words.knows(w) for w in c.text.casefold().split()) and (not chances or chances[0][1] < _UNLISTED):
            return None  # a word of the language is no name that OCR hurt
        needed = _TITLED if c.title and quotes else _LABEL if c.mark in (":", "—") or c.title else 0.7
        if not chances or chances[0][1] < needed or self._rival(c.text) > chances[0][1]:
            return None
        return self._opening(unit, c.name, c.text, "direct", chances, c.after, None, "", c.start)

    def _is_word(self, low: str) -> bool:
        """Is this a word of the language that opens sentences, and so no name that OCR hurt?"""
        lex = self.lex
        return (
            low
            in (
                lex.adverbs
                | lex.first_person
                | lex.third_person
                | lex.openers
                | lex.prepositions
                | lex.subordinators
                | lex.nobody
            )
            or verb_kind(low, lex, True) is not None
            or len(low) < 2
        )

    def _follows(
        self, unit: Unit, span: tuple[int, int], words: Sequence[Token], n: int, quotes: bool
    ) -> tuple[float, Opening] | None:
        """Score an assumed name by what follows it: punctuation of a label, or a verb."""
        text = unit.text[span[0] : span[1]]
        mark, after = labels._closing(unit.text, span[1])
        verb = None if mark in (":", ".") else verb_after(unit.text, words, n, self.lex)
        if mark in (":", ".") and not (quotes and mark == "."):
            needed = _LABEL
        elif verb is not None and verb.kind in ("speech", "thought") and not quotes:
            needed = _LISTED if verb.likeness == 1.0 else _DAMAGED
        elif verb is not None and verb.kind == "likely" and not quotes and span[0] < _NEAR:
            needed = _UNLISTED
        else:
            return None
        if mark == "." and not any("." in v.marks for v in self.labels.values()):
            needed = 0.75
        chances = self._chances(
            text, inside=words[0].start > 0 and bool(_SENTENCE_START.search(unit.text[: span[0]]))
        )
        if not chances or chances[0][1] < needed or self._rival(text) > chances[0][1]:
            return None
        mode = "direct" if verb is None else "reported"
        score = chances[0][1] + (0.1 if verb is None or verb.likeness == 1.0 else 0.0)
        return score, self._opening(
            unit, span, text, mode, chances, after if verb is None else None, verb, ""
        )

    def _marked(self, unit: Unit, at: int) -> Opening | None:
        """A short underlined (bold, italic) range near the beginning, where labels are underlined, is the
        name."""
        for mark in unit.marks:
            if mark.rend not in ("underline", "bold", "italic"):
                continue
            i, j = unit.at(mark.inner.start), unit.at(mark.inner.end)
            text = unit.text[i:j].strip(" .,:;")
            if not (at <= i <= at + 30 and 2 < len(text) <= 40 and len(text.split()) <= 4):
                continue
            if _SENTENCE_START.search(unit.text[at:i]):
                continue
            i = unit.text.index(text, i)
            span = (i, i + len(text))
            closing, after = labels._closing(unit.text, span[1])
            words = tokens(unit.text, span[1], min(len(unit.text), span[1] + 120))
            verb = None if closing in (":", ".") else verb_after(unit.text, words, 0, self.lex)
            chances = self._chances(text)
            if not chances or chances[0][1] < _MARKED or (verb is None and closing not in (":", ".")):
                return None
            if self._rival(text) > chances[0][1] + 0.1 or (verb is not None and verb.kind == "deed"):
                return None
            mode = "reported" if verb is not None else "direct"
            return self._opening(
                unit, span, text, mode, chances, after if verb is None else None, verb, f"{mark.rend}d", at
            )
        return None

    def _opening(
        self, unit: Unit, span: tuple[int, int], text: str, mode: str, chances: list[tuple[str, float]],
        after: int | None, verb: Verb | None, how: str, at: int | None = None,
    ) -> Opening:  # fmt: skip
        margin = chances[0][1] - (chances[1][1] if len(chances) > 1 else 0.0)
        cert = min(0.95, 0.3 + 0.45 * chances[0][1] + 0.35 * min(1.0, 2 * margin) + (0.1 if how else 0.0))
        why = [f"{text!r} resembles {self.roster[chances[0][0]].name} ({chances[0][1]:.2f})"]
        if how:
            why.append(how)
        if verb is not None:
            why.append(f"verb {verb.word!r}")
            cert *= _trust(verb)
        start = at if at is not None else 0 if not _SENTENCE_START.search(unit.text[: span[0]]) else span[0]
        return Opening(unit.n, start, span, text, mode, chances, round(cert, 2), why, after, (), verb)

    def _chances(self, text: str, inside: bool = False, title: str = "") -> list[tuple[str, float]]:
        """Who can be meant by a damaged name, the likeliest first; those who speak often are a little
        likelier.

        Inside a paragraph only those count who have opened one. For those who bear the `title` letters may have changed places.
        """
        total = sum(self.active.values()) or 1
        scored = []
        ways = dict.fromkeys((text, without_initials(text)))
        for person in self.people:
            if inside and self.active[person.ref] < 2:
                continue
            alike = max(
                (
                    _nominative(way, f, self.zone.lang)
                    for way in ways
                    for f in person.forms_in(self.zone.lang)
                    if len(f) > 2
                ),
                default=0.0,
            )
            if bears(person, title, self.zone.lang):
                alike = max(alike, *(typed_likeness(text, f, self.zone.lang) for f in person.forms_in(self.zone.lang)), 0.0)
            share = self.active[person.ref] / total
            scored.append((person.ref, round(alike + 0.12 * min(1.0, 2 * share) * (alike > 0.2), 4)))
        return sorted(scored, key=lambda s: -s[1])[:4]

    def _rival(self, text: str) -> float:
        """The best likeness to somebody who is only spoken of."""
        return max(
            (
                _nominative(text, f, self.zone.lang)
                for p in self.rivals
                for f in p.forms_in(self.zone.lang)
                if len(f) > 2
            ),
            default=0.0,
        )


def _trust(verb: Verb) -> float:
    """How much of its certainty an opening keeps with a verb that had to be guessed."""
    return 0.7 + 0.3 * verb.likeness


def in_quotation(text: str, at: int) -> bool:
    """Does an index stand inside quotation marks that are open? A straight mark between letters is no
    quotation mark."""
    before = text[max(0, at - 3000) : at]
    if before.count("“") + before.count("«") > before.count("”") + before.count("»"):
        return True
    return len(re.findall(r'(?<!\w)"|"(?!\w)', before)) % 2 == 1


def _nominative(text: str, form: str, lang: str) -> float:
    """Likeness of a damaged name to a nominative form; one in an oblique case is no subject."""
    alike = likeness(text, form, lang)
    if lang.startswith("ru") and alike > 0.7 and is_oblique(text, form):
        return alike - 0.3
    return alike


def is_oblique(text: str, form: str) -> bool:
    """Is a Russian name the form with the ending of another case?"""
    one, two = text.casefold(), form.casefold()
    same = 0
    while same < min(len(one), len(two)) and one[same] == two[same]:
        same += 1
    stem = two[:-1] if two[-1:] in "йьая" else two
    return same >= len(stem) and one != two and one[len(stem) :] in _CASE_ENDINGS


class _Spoken(dict[str, object]):
    """Keys of the nominative names of people, each with the one it means."""

    def __init__(self, people: list[Person], roster: Roster) -> None:
        super().__init__()
        self._roster = roster
        for person in people:
            for key in person.forms:
                if len(key) > 1:
                    self.setdefault(key, person.ref)

    def is_thing(self, word: str, lang: str) -> bool:
        return is_thing(self._roster, word, lang)

    def ref(self, key: str) -> str | None:
        found = self.get(key)
        return str(found) if found is not None else None
