"""Structure and Metadata → who takes part in a record, in which roles, and where that is said.

Sources: the title, the headings, lists ("Present:", «Присутствовали:»), sentences of attendance, signatures,
the head of a telegram, and the
labels and subjects of the speeches. Where a record stands in two languages, the clean list is the key to the
damaged one: entries are
paired in order, and a name nobody can read gets the person of its partner (TEI Guidelines 16.2.2,
particDesc).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline import attendance, labels
from pipeline.attendance import Entry, side_of
from pipeline.authority import Authority
from pipeline.genre import Genre, genre_of, is_dialogue, named_genres
from pipeline.labels import Candidate, Label, is_title, lexicon, title_length, words_of
from pipeline.letterhead import role_before
from pipeline.likeness import likeness, typed_likeness
from pipeline.lookalikes import readable
from pipeline.model import Entity, Metadata, Participant, Span, Structure, Unit, Zone
from pipeline.people import (
    SAME_SOUND,
    Person,
    Roster,
    core_name,
    nominative,
    other_initials,
    script,
    surname,
    without_initials,
    words,
)
from pipeline.subjects import find_subject
from pipeline.transliteration import plain, similarity

#: Likeness under OCR confusions: with a partner in the other list, and without one.
#: The same for a label that stands but once, and for one that comes back.
_PAIRED, _ALONE, _ONCE, _SURELY = 0.34, 0.72, 0.55, 0.88
#: The same for a name behind the title of somebody present; a title that OCR hurt: its least length and likeness in percent.
_TITLED, _LONG_TITLE, _LIKE_TITLE = 0.4, 6, 85
#: With no more labels than this a division may have its labels run together with the speech.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a damaged name in a list means: the person, and the name as it should read in the same form."""

    entry: Entry
    ref: str
    text: str | None
    cert: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a record, how sure that is, and what says so. `narrates`: the record is told in the first person."""

    person: Person
    cert: float
    evidence: str
    narrates: bool = False


@dataclass
class Company:
    """Everything this module finds out about a record."""

    roster: Roster
    genre: Genre
    readings: list[Reading]
    labels: dict[str, dict[str, Label]]  # zone id -> labels learned in it
    listed: dict[str, frozenset[int]]  # zone id -> units that are lists of those present
    together: dict[str, dict[int, Candidate]]  # zone id -> labels run together with the speech, by unit
    writer: Writer | None = None
    year: int | None = None

    @property
    def author(self) -> Person | None:
        """Who says "I" in a record told in the first person."""
        return self.writer.person if self.writer and self.writer.narrates else None


def find_participants(
    structure: Structure, metadata: Metadata, authority: Authority, found: Company | None = None
) -> tuple[tuple[Participant, ...], tuple[Entity, ...]]:
    """Those who take part, the principals first, and entries for those whom the authority does not know.

    `found` is what `company` says of the same record, where it was asked before.
    """
    roster = (found or company(structure, metadata, authority)).roster
    people = sorted((p for p in roster if p.roles), key=lambda p: min(map(_rank, p.roles)))
    made = tuple(
        Participant(p.ref, tuple(sorted(p.roles, key=_rank)), tuple(sorted(p.spans)), p.side) for p in people
    )
    return made, tuple(p.entity for p in people if not p.known)


_ORDER = (
    "principal", "sender", "recipient", "participant", "interpreter", "recorder", "author", "signatory",
    "copy-recipient",
)  # fmt: skip


def _rank(role: str) -> int:
    return _ORDER.index(role) if role in _ORDER else len(_ORDER)


def list_readings(
    structure: Structure, metadata: Metadata, authority: Authority, found: Company | None = None
) -> list[tuple[Span, str, str | None]]:
    """Names in lists that cannot be read by themselves: place, person, and the name as it should read."""
    readings = (found or company(structure, metadata, authority)).readings
    return [(r.entry.span, r.ref, r.text) for r in readings]


def company(structure: Structure, metadata: Metadata, authority: Authority) -> Company:
    """The people of a record with their roles, and what was learned on the way."""
    structure = readable(structure)
    roster = Roster(authority)
    genre = genre_of(structure, metadata)
    _mentioned(roster, structure, metadata)
    _from_title(roster, metadata, genre)
    _from_journal(roster, structure, genre)
    _from_byline(roster, structure, metadata)
    if not metadata.title:
        _from_title_in_text(roster, structure, genre)
    dialogues = frozenset(z.id for z in structure.zones if is_dialogue(z))
    entries = {z.id: attendance.lists(z, z.id in dialogues) for z in structure.zones}
    readings = _from_lists(roster, entries)
    _from_heads(roster, structure, genre)
    for zone in structure.zones:
        _from_frame(roster, zone, genre)
    learned: dict[str, dict[str, Label]] = {}
    together: dict[str, dict[int, Candidate]] = {}
    if genre.has_turns:
        for zone in sorted(structure.zones, key=lambda z: z.role != "translation"):
            learned[zone.id], together[zone.id] = _from_speech(
                roster, zone, {e.unit for e in entries[zone.id]}
            )
    if genre.has_turns:
        _from_subjects(roster, [z for z in structure.zones if z.id not in dialogues])
    writer = writer_of(roster, learned, structure, metadata, bool(dialogues)) if genre.has_turns else None
    said = re.match(r"\d{4}", metadata.when or "")
    year = int(said[0]) if said else None
    for zone in structure.zones if genre.has_turns else ():
        _from_offices(roster, learned[zone.id], zone.lang, year, writer)
        if zone.id not in dialogues:
            _from_office_subjects(roster, zone, year, writer)
    _promote(roster)
    listed = {z: frozenset(e.unit for e in found) for z, found in entries.items()}
    return Company(roster, genre, readings, learned, listed, together, writer, year)


def _mentioned(roster: Roster, structure: Structure, metadata: Metadata) -> None:
    """Whom the authority knows and the record names by a form that is theirs alone."""
    texts = [(metadata.title or "", "en"), (metadata.summary or "", "en")]
    texts += [(u.text, z.lang) for z in structure.zones for u in z.units if not u.is_furniture]
    seen: Counter[str] = Counter()
    for text, lang in texts:
        for _, _, found in roster.authority.automaton(lang).find(text):
            people = [(r, f) for r, f in found if roster.authority.entries[r].kind == "person"]
            if len(people) == 1 and "weak" not in people[0][1]:
                seen[people[0][0]] += 1
    roster.mentioned = dict(seen)


# Title and headings


def _from_title(roster: Roster, metadata: Metadata, genre: Genre) -> None:
    title = metadata.title or ""
    spans = dict(metadata.spans)
    span = spans.get("title")
    people = list(_people_of_title(roster, title, "en"))
    for at, person in people:
        person.titles += [t for t in (_title_before(title, at, [a for a, _ in people]),) if t]
        for role in _roles_of_title(title, at, genre, [a for a, _ in people]):
            person.took(role, span)


def metadata_lacks(roster: Roster) -> bool:
    """Does the title of the cover page name only one of those who talk ("Conversation with …")?"""
    return sum("principal" in p.roles for p in roster) == 1


def _title_before(title: str, at: int, places: Sequence[int]) -> str:
    """What the title calls a person before the name: "Chairman of the Council"."""
    start = max((p for p in places if p < at), default=0)
    said = re.split(r"\b(?:between|with|and|from|to|by)\b", title[start:at])[-1]
    return " ".join(said.split())


def _from_title_in_text(roster: Roster, structure: Structure, genre: Genre) -> None:
    """Without a cover page the first headings are the title."""
    for zone in structure.zones:
        for unit in [u for u in zone.units[:6] if u.kind in ("head", "routing") and len(u.text) < 400]:
            people = list(_people_of_title(roster, unit.text, zone.lang))
            for at, person in people:
                person.titles += [t for t in (_title_before(unit.text, at, [a for a, _ in people]),) if t]
                for role in _roles_of_title(unit.text, at, genre, [a for a, _ in people]):
                    person.took(role)


_BYLINE = re.compile(
    r"\bby\s+(?:the\s+)?(?P<office>[^()\n,;]{3,100}?)(?:\s+(?:in|to|for|at)\s[^()]{2,80}?)?(?:\s*\((?P<name>[^()]{3,40})\))?\W*\d*$",
    re.IGNORECASE,
)


def _from_byline(roster: Roster, structure: Structure, metadata: Metadata) -> None:
    """ "Memorandum of Conversation, by the Assistant Secretary of State (Marsh)": who wrote it, by name or
    office."""
    texts = [(metadata.title or "", None)] + [
        (u.text, u)
        for z in structure.zones
        if z.lang == "en"
        for u in z.units[:4]
        if len(u.text) < 250 and (u.kind == "head" or (u.kind == "p" and named_genres(u.text[:60])))
    ]
    for text, unit in texts:
        m = _BYLINE.search(text)
        if m is None:
            continue
        group = "name" if m["name"] else "office"
        start, end = m.span(group)
        is_office = group == "office" and m["office"].casefold() in lexicon("en").offices
        name = (start, end, m["office"]) if is_office else core_name(text, start, end, "en")
        if name is not None:
            year = re.match(r"\d{4}", metadata.when or "")
            held = (
                roster.holder(plain(m["office"]), int(year[0]) if year else None)
                if group == "office"
                else None
            )
            person = held or roster.resolve(text[name[0] : name[1]], "en", "byline")
            person.titles.append(m["office"])
            person.took("author", unit.span(name[0], name[1]) if unit else dict(metadata.spans).get("title"))


def _is_inside_name(title: str, start: int, lang: str) -> bool:
    """Does a word stand right after a capitalised one that is no title: the end of a longer name?"""
    before = re.search(r"([^\W\d_]\w*) $", title[:start])
    return before is not None and before[1][:1].isupper() and not is_title([before[1]], lexicon(lang))


def _from_journal(roster: Roster, structure: Structure, genre: Genre) -> None:
    """ "From the journal of N. N." above the text names the author."""
    for zone in structure.zones:
        frame = [u for u in zone.units[:12] if not u.is_furniture]
        for n, unit in enumerate(frame):
            following = frame[n + 1] if n + 1 < len(frame) else None
            found = next(
                (m for p in attendance.patterns(zone.lang, "journal") if (m := p.search(unit.text[:400]))),
                None,
            )
            start = found.end() if found else 0
            if found and not unit.text[start:].strip(" .:") and following is not None and len(following.text) < 90:
                unit, start = following, 0  # «Из дневника» stands on a line of its own
            name = core_name(unit.text, start, min(len(unit.text), start + 90), zone.lang) if found else None
            if name:
                said = unit.text[name[0] : name[1]]
                said = " ".join(nominative(w) for w in said.split()) if zone.lang == "ru" else said
                person = roster.resolve(said, zone.lang, "journal")
                for role in ["principal", "author"] if genre.kind == "record" else ["author", "sender"]:
                    person.took(role, unit.span(name[0], name[1]))


#: The initials right before an index.
_INITIALS_BEFORE = re.compile(r"(?<![\w.])(?:[A-ZА-ЯЁ][a-zа-яё]?\.[\s-]?){1,3}$")


def _people_of_title(roster: Roster, title: str, lang: str) -> Iterator[tuple[int, Person]]:
    hits = roster.authority.automaton(lang).find(title)
    taken: list[tuple[int, int]] = []
    for start, end, found in hits:
        kinds = {roster.authority.entries[r].kind for r, _ in found}
        if " " not in title[start:end] and _is_inside_name(title, start, lang):
            continue
        person = None
        if kinds == {"person"}:
            said = {r for r, f in found if "weak" not in f}
            initials = _INITIALS_BEFORE.search(title[:start])
            name = (initials[0] if initials else "") + title[start:end]
            if initials and len(said) == 1 and other_initials(name, roster.from_authority(min(said))):
                continue  # a namesake
            person = roster.from_authority(said.pop()) if len(said) == 1 else roster.find(name, lang)
        if kinds != {"person"} or not all("weak" in f for _, f in found):
            taken.append((start, end))
        if person:
            yield start, person
    for start, name in _unknown_of_title(title, taken, lang):
        yield start, roster.resolve(name, lang, "title")


@cache
def _cuts(lang: str) -> re.Pattern[str]:
    """Where a title is cut into chunks that may be names. An initial ("И.") is no preposition."""
    listed = lexicon(lang).table.get("title_cuts", ())
    words = "|".join(str(w) for w in listed) if isinstance(listed, list) else "-"
    return re.compile(rf"(?<!\w)(?:{words})(?![\w.])|[,;:()\"“”«»]|['’]s\b", re.IGNORECASE)


def _in_table(lang: str, key: str, word: str) -> bool:
    listed = lexicon(lang).table.get(key, ())
    return isinstance(listed, list) and word.casefold() in listed


def _unknown_of_title(title: str, taken: Sequence[tuple[int, int]], lang: str) -> Iterator[tuple[int, str]]:
    """Names after "between", "with", "of", "and" … with a title or initials before them."""
    bare = list(title)
    for a, b in taken:
        bare[a:b] = ";" * (b - a)
    text = "".join(bare)
    at, before, office = 0, "", False
    cuts = _cuts(lang)
    for m in [*cuts.finditer(text), None]:
        end = m.start() if m else len(text)
        found = core_name(text, at, end, lang) if at else None
        if found:
            first, last, said = found
            name = text[first:last]
            follows = _in_table(lang, "title_joins", before) or (office and before == ";")  # ";": a place, whose the office is
            alone = follows and text[at:end].strip() == name
            if (said or without_initials(name) != name or alone) and not any(
                _in_table(lang, "institutions", w) for w in name.split()
            ):
                yield first, " ".join(nominative(w) for w in name.split()) if lang == "ru" else name
        if m:
            joined = _in_table(lang, "title_joins", before)
            office = _is_title_of(text[at:end], lang) if joined else office and found is None and m[0] not in ",:"
            at, before = m.end(), m[0].casefold()


def _is_title_of(text: str, lang: str) -> bool:
    """Does a chunk of a title end in an office or say whose it is, so that the name must follow («послом ЧССР | в КНДР Гавлом»)?"""
    found = words_of(text, len(text) - len(text.lstrip()), 6)
    return bool(found) and (title_length(found, lexicon(lang)) > 0 or is_title([found[-1][2]], lexicon(lang)))


def _roles_of_title(title: str, at: int, genre: Genre, places: Sequence[int]) -> list[str]:
    """What a person whose name stands at an index of the title does in a document of this genre."""
    before = title[:at]
    if any(
        p.search(before) and not _cut_off(before, p)
        for lang in ("en", "ru")
        for p in attendance.patterns(lang, "journal")
    ):
        return ["author", "principal"] if genre.kind == "record" else ["author", "sender"]
    if genre.kind == "record":
        return ["principal"] if not _is_about(before) else []
    if genre.kind in ("telegram", "letter", "report"):
        head = _last_word(
            before,
            (
                "from",
                "by",
                "to",
                "with",
                "between",
                "regarding",
                "re",
                "about",
                "on",
                "concerning",
                "of",
                "for",
            ),
        )
        if head == "to":
            return ["recipient"]
        if head in ("from", "by") or (head is None and at == min(places)):
            return ["sender"]
        if head in ("with", "between") and _tells_of_meeting(before):
            return ["participant"]
    return []


#: A meeting that a telegram, letter or report tells of, and words of one that is still to come, where nobody took part yet.
_MEETING = re.compile(r"\b(?:meeting|conversation|talk|discussion|interview|audience)s?\s+(?:with|between)\s[^;:]*$", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:request|propos|possib|plan|prepar|arrang|organi[sz]|invit|cancel|postpon|refus|upcoming|forthcoming|future|next)",
    re.IGNORECASE,
)


def _tells_of_meeting(before: str) -> bool:
    """Does a title say, before a name, that the document tells of a meeting with its bearer?"""
    m = _MEETING.search(before)
    return m is not None and not _TO_COME.search(before, 0, m.start())


def _cut_off(before: str, pattern: object) -> bool:
    found = list(re.finditer(pattern, before)) if isinstance(pattern, re.Pattern) else []
    return bool(found) and bool(re.search(r"[:;]|\b(?:with|and|between)\b", before[found[-1].end() :]))


def _is_about(before: str) -> bool:
    subjects = ("regarding", "concerning", "about", "on")
    return _last_word(before, ("between", "with", "by", "of", "from", "and", "to", *subjects)) in subjects


def _last_word(text: str, wanted: Sequence[str]) -> str | None:
    said = [w.strip(".,:;()").casefold() for w in text.split()]
    return next((w for w in reversed(said) if w in wanted), None)


def _from_heads(roster: Roster, structure: Structure, genre: Genre) -> None:
    """Headings name the same people as the title: the places that say so. What the cover page leaves out they have."""
    if genre.kind == "record" and metadata_lacks(roster):
        _from_title_in_text(roster, structure, genre)
    for zone in structure.zones:
        for unit in zone.units[:12]:
            if unit.kind != "head":
                continue
            for start, end, found in roster.authority.automaton(zone.lang).find(unit.text):
                for ref, _ in found:
                    if ref in roster and roster[ref].roles and len(found) == 1:
                        roster[ref].spans.append(unit.span(start, end))


# Lists


def _from_lists(roster: Roster, entries: dict[str, list[Entry]]) -> list[Reading]:
    """Take the people of all lists into the roster; entries that cannot be read are paired with those of
    another language."""
    meant: dict[Span, Person | None] = {}
    for listed in entries.values():
        for e in listed:
            person = roster.find(e.name, e.lang)
            if person and (e.title or e.office):
                person.titles += [t for t in (e.title, e.office) if t]
                person.add_form(e.name, e.title)
                roster.reindex(person)
            meant[e.span] = person
    readings: list[Reading] = []
    zones = [z for z in entries if entries[z]]
    for zone in zones:
        others = [entries[o] for o in zones if o != zone]
        readings += _repaired(roster, entries[zone], others[0] if others else [], meant)
    # Offices last ("The President"): whoever holds them may stand further down in the list.
    everybody = [e for listed in entries.values() for e in listed]
    for e in sorted(everybody, key=_is_office):
        if _is_office(e) and meant[e.span] is None:
            meant[e.span] = who_holds(roster, e.name, e.lang, None, None)
        if meant[e.span] is None and not e.title and _is_body(roster, e):
            continue  # the place where the record was signed, an office
        person = meant[e.span] or roster.resolve(e.name, e.lang, f"list: {e.name}")
        if e.title or e.office:
            person.titles += [t for t in (e.title, e.office) if t and t not in person.titles]
            if not person.known:
                person.add_form(e.name, e.title)
                roster.reindex(person)
        person.took(e.role, e.span, e.side)
    return readings


def _is_body(roster: Roster, entry: Entry) -> bool:
    """Is an entry the name of a place or a body, or has it the abbreviation of one («ДВО МИД СССР», "USSR MFA")?"""
    short = [w for w in words(entry.name) if w.isupper() and 1 < len(w) < 6]
    return any(is_thing(roster, name, entry.lang) for name in (entry.name, *short))


def _is_office(entry: Entry) -> bool:
    return " ".join(entry.name.casefold().split()) in lexicon(entry.lang).offices


def _repaired(
    roster: Roster, listed: list[Entry], other: list[Entry], meant: dict[Span, Person | None]
) -> Iterator[Reading]:
    """Readings for the entries that mean nobody: from the partner in the other list, else from whoever is
    here and looks alike."""
    pairs = _paired(listed, other, meant)
    for e in listed:
        if meant[e.span] is not None:
            continue
        partner = pairs.get(e.span)
        person = meant[partner.span] if partner else None
        if partner and person is None:
            named = e if e.lang == "en" else partner
            person = roster.find(named.name, named.lang)
            person = person or roster.made(named.name, named.lang, f"list: {named.name}")
            meant[partner.span] = person
        if person is not None and partner is not None:
            alike, form = _best_form(e, person)
            meant[e.span] = person
            if person.known or alike >= _PAIRED:
                if form is None:
                    person.add_form(e.name)
                    roster.reindex(person)
                cert = round(min(0.95, 0.55 + 0.4 * alike), 2)
                yield Reading(e, person.ref, form, cert, f"stands where the other list has {partner.name!r}")
            continue
        found = _lookalike(roster, e)
        if found:
            person, alike, form = found
            meant[e.span] = person
            yield Reading(e, person.ref, form, round(alike * 0.9, 2), f"resembles {form!r}")


def _best_form(e: Entry, person: Person) -> tuple[float, str | None]:
    """The form of a person that an entry resembles most, of the same length in words where there is one."""
    forms = [f for f in person.forms_in(e.lang) if len(words(f)) == len(words(e.name))] or person.forms_in(
        e.lang
    )
    if not forms:
        return max(
            (similarity(e.name, f) for f in person.forms.values() if script(f) == "en"), default=0.0
        ), None
    scored = [(likeness(e.name, f, e.lang), f) for f in forms]
    best = max(scored, key=lambda s: s[0])
    return best[0], _in_style(best[1], e.name)


def _in_style(form: str, surface: str) -> str:
    """A form written as the source writes it: with a hyphen in a Chinese forename where the source has
    one."""
    if "-" in surface and "-" not in form and script(form) == "ru":
        from pipeline.transliteration import palladius_to_pinyin, pinyin_to_palladius

        hyphened = pinyin_to_palladius(palladius_to_pinyin(form), joiner="-")
        parts = form.split()
        if plain(hyphened) == plain(form) and len(parts) > 1:
            return " ".join([parts[0], *hyphened.split()[1:]]) if " " in hyphened else hyphened
    return form


def _lookalike(roster: Roster, e: Entry) -> tuple[Person, float, str] | None:
    """Whoever takes part already, or is named in the record, and resembles an unreadable entry well
    enough."""
    pool = [p for p in roster if p.roles or p.ref in roster.mentioned] + [
        roster.from_authority(r) for r in roster.mentioned if r not in roster
    ]
    names = _perhaps_nominative(e)
    scored = [(likeness(n, f, e.lang), i, f) for i, p in enumerate(pool) for f in p.forms_in(e.lang) for n in names]
    if not scored:
        return None
    alike, i, form = max(scored, key=lambda s: (s[0], -s[1]))
    return (pool[i], alike, _in_style(form, e.name)) if alike >= _ALONE else None


def _perhaps_nominative(e: Entry) -> list[str]:
    """The name of an entry, and what it may be the dative of: lists of recipients have that («Булгакину»)."""
    bare = without_initials(e.name)
    stems = [bare[: -len(end)] + base for end, base in _DATIVE if e.lang == "ru" and bare.endswith(end) and len(bare) > 5]
    return list(dict.fromkeys([e.name, bare, *stems]))


#: Endings of surnames in the dative, and in the nominative.
_DATIVE = (("у", ""), ("ю", "й"), ("ому", "ий"), ("ой", "а"), ("е", "а"))


def _paired(left: list[Entry], right: list[Entry], meant: dict[Span, Person | None]) -> dict[Span, Entry]:
    """Entries of two lists paired in order (dynamic programming): the same person, else the same place and a
    like sound."""
    if not left or not right or len(left) * len(right) > 40_000:
        return {}
    gain = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            gain[i][j] = max(
                gain[i + 1][j], gain[i][j + 1], gain[i + 1][j + 1] + _match(left[i], right[j], meant)
            )
    pairs: dict[Span, Entry] = {}
    i = j = 0
    while i < len(left) and j < len(right):
        match = _match(left[i], right[j], meant)
        if match > 0 and gain[i][j] == gain[i + 1][j + 1] + match:
            pairs[left[i].span] = right[j]
            i, j = i + 1, j + 1
        elif gain[i][j] == gain[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _match(a: Entry, b: Entry, meant: dict[Span, Person | None]) -> float:
    one, two = meant[a.span], meant[b.span]
    if one is not None and two is not None:
        return 3.0 if one.ref == two.ref else -1.0
    sounds = similarity(a.name, b.name)
    person = one or two
    if person is not None:
        unread = a if one is None else b
        sounds = max(
            sounds, *(likeness(unread.name, f, unread.lang) for f in person.forms_in(unread.lang)), 0.0
        )
    return (2.0 * sounds - 0.5 + 0.3 * (a.role == b.role)) if sounds >= _PAIRED else -0.5


# Telegrams, letters, signatures


def _from_frame(roster: Roster, zone: Zone, genre: Genre) -> None:
    """Signatures, routing, salutation and copies. Those who recorded sign after a word that says so."""
    recording = False
    for unit in zone.units:
        if unit.is_furniture or not unit.text:
            continue
        recorder = any(p.search(unit.text) for p in attendance.patterns(zone.lang, "recorder"))
        if unit.kind == "signature":
            roles = ["recorder", "signatory"] if recorder or recording else _signing(genre)
            _take(roster, _signing_here(roster, unit, zone.lang), roles)
            recording = recording or recorder
        elif unit.kind in ("salute", "copies", "routing"):
            _from_letterhead(roster, unit, zone.lang)
            recording = False
        else:
            recording = recorder and len(unit.text) < 60


def _signing_here(roster: Roster, unit: Unit, lang: str) -> list[Entry]:
    within = (e for e in attendance.signed_within(unit, lang) if " " in e.name or roster.find(e.name, lang))
    return list(attendance.signed(unit, lang)) or list(within)


def _signing(genre: Genre) -> list[str]:
    return ["signatory"] if genre.kind == "record" else ["signatory", "sender"]


def _take(roster: Roster, entries: Iterable[Entry], roles: Sequence[str]) -> None:
    listed = list(entries)
    if listed and is_thing(roster, listed[0].name, listed[0].lang):
        return  # the place where a letter was signed
    for e in listed:
        person = roster.find(e.name, e.lang)
        if person is None:
            found = _lookalike(roster, e)
            person = found[0] if found else None
        if person is None and (len(plain(e.name)) < 4 or _is_body(roster, e)):
            continue
        person = person or roster.made(e.name, e.lang, f"signature: {e.name}", 0.6)
        for role in roles:
            person.took(role, e.span)


def _from_letterhead(roster: Roster, unit: Unit, lang: str) -> None:
    if unit.kind == "salute":
        _take(roster, _known(roster, attendance.after(unit, ("recipient",), lang, "")), ["recipient"])
    elif unit.kind == "copies":
        entries = attendance.after(unit, ("copies",), lang, "")
        if not attendance.has(lexicon(lang), "copies", unit.text):  # "Five copies printed": no plain list of names
            entries = (e for e in entries if e.title or without_initials(e.name) != e.name)
        _take(roster, entries, ["copy-recipient"])
    else:
        for start, end, found in roster.authority.automaton(lang).find(unit.text):
            people = [r for r, _ in found if roster.authority.entries[r].kind == "person"]
            if len(people) == 1 and len(found) == 1:
                role = role_before(unit.text[:start], lang)
                if role:
                    roster.from_authority(people[0]).took(role, unit.span(start, end))


def _known(roster: Roster, entries: Iterable[Entry]) -> Iterator[Entry]:
    return (e for e in entries if roster.find(e.name, e.lang) or e.title)


# Those who speak


def _from_speech(
    roster: Roster, zone: Zone, listed: set[int]
) -> tuple[dict[str, Label], dict[int, Candidate]]:
    """Learn the labels of a division and take those whom they name into the roster."""
    lex = lexicon(zone.lang)
    units = [u for u in zone.units if u.kind in labels.SPEAKABLE and u.text]
    found = [c for c in labels.openings(units, lex) if c.mark == ":" or c.unit not in listed]
    learned = labels.learn(
        found,
        _keys_of_known(roster, found, zone.lang),
        labels.small_words(units),
        _things(roster, found, zone.lang),
    )
    glued: dict[int, Candidate] = {}
    if sum(label.count for label in learned.values()) <= _FEW:
        glued = labels.run_together(
            units, [f for p in roster for f in p.forms_in(zone.lang) if len(f) > 2], lex
        )
    if glued:
        found = list(glued.values())
        learned = labels.learn(
            [replace(c, mark=":") for c in found], frozenset(c.key for c in found), frozenset()
        )
    by_number = {u.n: u for u in units}
    first: dict[str, Candidate] = {}
    for c in found:
        first.setdefault(c.key, c)
    for key, label in learned.items():
        person = who_is(roster, label, zone.lang) if label.kind == "name" else None
        if person is not None:
            person.took("participant", by_number[first[key].unit].span(*first[key].name))
    return learned, glued


def who_holds(roster: Roster, office: str, lang: str, year: int | None, writer: Writer | None) -> Person:
    """Whoever holds an office here, where that is one person alone; in a conversation of two told in the first person the
    other one; else an entry for the office itself."""
    word = plain(office)
    other = _other_party(roster, writer)
    if other is not None and _in_table(lang, "interlocutors", office):
        return other
    author = writer.person if writer and writer.narrates else None
    others = [p for p in roster if "principal" in p.roles and p is not author]
    here = [p for p in roster if p.roles and not (p is author and others)]
    holders = [p for p in here if any(plain(t).startswith(word) for t in p.titles)]
    holders = holders or [p for p in here if any(_names_office(t, office, lang) for t in p.titles)]
    if len(holders) == 1:
        return holders[0]
    held = roster.holder(word, year)
    deputies = [p for p in here if any(_names_office(t, office, lang, deputies=True) for t in p.titles)]
    if len(deputies) == 1 and (held is None or not held.roles):
        return deputies[0]  # addressed as the one he stands for
    if held is not None:
        return held
    if author is not None and other is not None and not holders and not _in_table(lang, "attendants", office):
        return other
    return roster.resolve(office[:1].upper() + office[1:], lang, f"label: {office}")


def _other_party(roster: Roster, writer: Writer | None) -> Person | None:
    """With whom the writer of a record talked, where that is one person alone."""
    others = [p for p in roster if "principal" in p.roles and writer is not None and p is not writer.person]
    return others[0] if len(others) == 1 else None


def _names_office(title: str, office: str, lang: str, deputies: bool = False) -> bool:
    """Does a title say an office, in its own language or in English ("Cuban Ambassador": «Посол»)? A deputy holds another, but
    may be called by that of whom he stands for."""
    title = _without_deputy(title.casefold()) if deputies else title.casefold()
    table = lexicon(lang).table.get("offices_en", {})
    low = " ".join(office.casefold().split())
    words = [low, *([str(table[low])] if isinstance(table, dict) and low in table else [])]
    return any(re.search(rf"(?<!deputy )(?<!vice )(?<!vice-)(?<!зам\. )(?<!\w){re.escape(w)}(?!\w)", title) for w in words)


def _without_deputy(title: str) -> str:
    """A title in small letters with each office of a deputy made that of whom he stands for."""
    for lang in ("en", "ru"):
        table = lexicon(lang).table.get("deputies", {})
        for deputy, office in table.items() if isinstance(table, dict) else ():
            title = title.replace(deputy, str(office))
    return title


def who_asks(roster: Roster, kind: str) -> Person:
    """The person behind "Q" and "A": the one principal answers; whoever asks has no name."""
    principals = [p for p in roster if "principal" in p.roles]
    if kind == "answer" and len(principals) == 1:
        return principals[0]
    return roster.resolve("Questioner" if kind == "question" else "Respondent", "en", f"label: {kind}")


def _from_offices(
    roster: Roster, learned: dict[str, Label], lang: str, year: int | None, writer: Writer | None
) -> None:
    """Those who speak under the name of their office, or as "Q" and "A"."""
    for label in learned.values():
        if label.kind == "office":
            who_holds(roster, label.text, lang, year, writer).took("participant")
        elif label.kind in ("question", "answer"):
            who_asks(roster, label.kind).took("participant")


def _from_office_subjects(roster: Roster, zone: Zone, year: int | None, writer: Writer | None) -> None:
    """Offices that are the subject of reported speech ("The Ambassador said that …")."""
    lex, names = lexicon(zone.lang), _Names(roster)
    for unit in zone.units:
        subject = find_subject(unit.text, 0, lex, names) if unit.kind in ("p", "item") and unit.text else None
        if subject is not None and subject.kind == "office" and subject.speaks:
            who_holds(roster, subject.texts[0], zone.lang, year, writer).took("participant")


def _things(roster: Roster, found: Sequence[Candidate], lang: str) -> frozenset[str]:
    """Keys of candidates that the authority knows as a place or an organisation."""
    return frozenset(
        c.key for c in found if c.kind == "name" and not c.title and is_thing(roster, c.text, lang)
    )


def _keys_of_known(roster: Roster, found: Sequence[Candidate], lang: str) -> frozenset[str]:
    """Keys of candidates that name somebody: of the roster, or of the authority."""
    keys = set()
    for c in found:
        if c.key in keys or c.kind != "name":
            continue
        if roster.known_as(c.key) or roster.find(c.text, lang) or _sounds_known(roster, c.text):
            keys.add(c.key)
    return frozenset(keys)


def _enough(label: Label) -> float:
    """From which likeness to somebody present on a label is that person's, damaged. A short name that comes
    back is
    more likely another's."""
    short = 0.15 if len(label.key) < 6 else 0.0
    if label.count == 1:
        return (_ALONE if label.titles else _ONCE) + short
    return short + _ALONE if label.count <= 3 else _SURELY if len(label.key) > 5 else 1.1


def _sounds_known(roster: Roster, name: str) -> bool:
    """Is a name in one script that of somebody made for this record in another?"""
    other = [
        f for p in roster if not p.known and p.roles for f in p.forms.values() if script(f) != script(name)
    ]
    return any(similarity(name, f) >= SAME_SOUND for f in other)


def who_is(roster: Roster, label: Label, lang: str) -> Person | None:
    """The person whom a clean label means; a new entry where nobody is called so. None for one that looks
    damaged."""
    person = roster.find(label.text, lang, next(iter(label.titles), ""))
    if person is None:
        # Another initial is no damage: it is another person.
        others = [p for p in roster if not other_initials(label.text, p)]
        pool = [(likeness(label.text, f, lang), p) for p in others for f in p.forms_in(lang)]
        best = max(pool, key=lambda s: s[0], default=(0.0, None))
        if best[0] >= _enough(label) or (label.count == 1 and _resembles_titled(roster, label, lang)):
            return None
        title = next(iter(label.titles), "")
        person = roster.made(
            label.text,
            lang,
            f"label: {f'{title} ' if title else ''}{label.text}",
            0.6 if label.count < 2 else 0.8,
        )
    person.titles += [t for t in label.titles if t not in person.titles]
    return person


def _resembles_titled(roster: Roster, label: Label, lang: str) -> bool:
    """Has a label the office of somebody present and a name that is not far from his ("Premicr Zhuo" beside "Premier Zhou")?"""
    cut, name = damaged_title(label.text, lang)
    return any(
        typed_likeness(name, f, lang) >= _TITLED
        for p in roster
        if p.roles and not other_initials(name, p) and any(bears(p, t, lang) for t in (*label.titles, cut))
        for f in p.forms_in(lang)
    )


def bears(person: Person, title: str, lang: str) -> bool:
    """Is a title an office, no mere form of address, and one that the person has?"""
    return title.casefold() in lexicon(lang).offices and plain(title) in {plain(t) for t in person.titles}


def damaged_title(text: str, lang: str) -> tuple[str, str]:
    """The title that OCR hurt before a name, as it should read, and the name: "Premicr Zhuo" → "premier", "Zhuo"."""
    from rapidfuzz import fuzz, process

    first, _, rest = text.partition(" ")
    titles = [t for t in lexicon(lang).honorifics if len(t) >= _LONG_TITLE and " " not in t]
    if len(first) < _LONG_TITLE or not rest:
        return "", text
    found = process.extractOne(first.casefold(), sorted(titles), scorer=fuzz.ratio, score_cutoff=_LIKE_TITLE)
    return (found[0], rest) if found else ("", text)


@dataclass(frozen=True, slots=True)
class _Said:
    """A name that is the subject of speech: as written, with its title and place."""

    text: str
    title: str
    span: Span


def _from_subjects(roster: Roster, zones: Sequence[Zone]) -> None:
    """People who are the subject of reported speech: known ones at once, others if they come back or have a
    title.

    Where title and lists name the company, somebody else must come back more often. Quoted speech is left
    out: there
    people speak of the absent.
    """
    formal = sum("principal" in p.roles for p in roster) > 1 or sum(bool(p.roles) for p in roster) > 3
    for zone in zones:
        found: dict[str, list[_Said]] = {}
        for said in _subjects(roster, zone):
            found.setdefault(plain(said.text), []).append(said)
        for listed in found.values():
            person = _speaker(roster, listed, zone.lang, 3 if formal else 2)
            if person is not None:
                person.took("participant", listed[0].span)


def _subjects(roster: Roster, zone: Zone) -> Iterator[_Said]:
    lex, names = lexicon(zone.lang), _Names(roster)
    for unit in zone.units:
        subject = find_subject(unit.text, 0, lex, names) if unit.kind in ("p", "item") and unit.text else None
        if subject is not None and subject.speaks and subject.kind in ("name", "unknown"):
            for text, name in zip(subject.texts, subject.names):
                yield _Said(text, subject.title, unit.span(*name))


def _speaker(roster: Roster, said: list[_Said], lang: str, least: int) -> Person | None:
    """Whom the subject of some sentences means, if that is somebody who takes part."""
    text, titled = said[0].text, any(s.title for s in said)
    person = roster.find(text, lang, said[0].title)
    if person is not None:
        return person if person.roles or titled or len(said) >= least else None
    if is_thing(roster, text, lang) or not (titled or len(said) >= least):
        return None
    alike = max((likeness(text, f, lang) for p in roster for f in p.forms_in(lang)), default=0.0)
    if alike >= (_ALONE if len(said) <= 3 else _SURELY):
        return None
    return roster.made(text, lang, f"subject: {said[0].title} {text}".replace("  ", " "))


def is_thing(roster: Roster, text: str, lang: str) -> bool:
    return any(roster.authority.entries[r].kind != "person" for r, _ in roster.authority.lookup(text, lang))


def writer_of(
    roster: Roster, learned: dict[str, dict[str, Label]], structure: Structure, metadata: Metadata, dialogue: bool
) -> Writer | None:
    """Who wrote the record; in one told in the first person that is "I", "author" where nothing names him.

    It is told so where at least two paragraphs say "I", or one where the writer is named, and labels do not outnumber them. (In
    quoted speech everybody says "I".)
    """
    told = sum(_tells(u, z.lang) for z in structure.zones for u in z.units)
    labelled = sum(label.count for found in learned.values() for label in found.values())
    may_narrate = not dialogue and told > 0 and labelled <= 2 * told
    found = _found_writer(roster, structure, metadata, may_narrate and told > 1)
    narrates = may_narrate and (told > 1 or (found is not None and found.cert == _STATED and "principal" in found.person.roles))
    if found is None and narrates:
        person = roster.made("Author", "en", "first person of the record", 0.5)
        found = Writer(person, _STATED, "nobody is named")
    if found is None:
        return None
    if narrates and found.cert == _STATED:
        found.person.took("author")  # what is only inferred stands with each turn, not in the list of those who took part
    return replace(found, narrates=narrates)


#: How sure the writer is: named as such; by the heading "of X with Y"; as the principal whose words nobody else reports; as the
#: one on the side whose language the record has.
_STATED, _HEADED, _SILENT, _SIDED = 0.9, 0.8, 0.75, 0.7


def _found_writer(roster: Roster, structure: Structure, metadata: Metadata, narrates: bool) -> Writer | None:
    """Who wrote, the surest signs first. A heading goes before whoever took notes or certified the copy."""
    principals = [p for p in roster if "principal" in p.roles]
    return (
        _with_role(roster, "author")
        or _with_role(principals, "signatory")
        or _headed(principals, structure, metadata)
        or _with_role(roster, "recorder")
        or _with_role(roster, "signatory")
        or (_never_reported(roster, principals, structure) if narrates else None)
        or _on_own_side(principals, metadata)
    )


def _with_role(people: Iterable[Person], role: str) -> Writer | None:
    """The one person here who has a role; of several authors the first."""
    named = [p for p in people if role in p.roles]
    return Writer(named[0], _STATED, role) if len(named) == 1 or (named and role == "author") else None


def _headed(principals: Sequence[Person], structure: Structure, metadata: Metadata) -> Writer | None:
    """The principal of two whose conversation "with" the other the heading or title names."""
    heads = [(u.text, z.lang) for z in structure.zones for u in z.units[:12] if u.kind == "head"]
    for text, lang in [*heads, (metadata.title or "", "en")] if len(principals) > 1 else ():
        before = _before_with(text, lang)
        said = [p for p in principals if before and any(_stands_in(f, before) for f in _any_case(p, lang))]
        if len(said) == 1:
            return Writer(said[0], _HEADED, "heading")
    return None


def _on_own_side(principals: Sequence[Person], metadata: Metadata) -> Writer | None:
    """The one principal on the side in whose language the record is written."""
    language = metadata.languages[0] if metadata.languages else ""
    own = [p for p in principals if _sides_in(" ".join([p.side or "", *p.titles])) & _sides_of(language)]
    return Writer(own[0], _SIDED, f"{language} record") if len(own) == 1 < len(principals) else None


def _before_with(text: str, lang: str) -> str:
    """What a heading says before the first "with" of a conversation "of" somebody; nothing where it has no such word, or "between"."""
    table = lexicon(lang).table.get("attendance", {})
    listed = table.get("own", ()) if isinstance(table, dict) else ()
    return next((m[1] for p in listed if (m := re.search(p, text, re.IGNORECASE | re.DOTALL))), "")


def _never_reported(roster: Roster, principals: Sequence[Person], structure: Structure) -> Writer | None:
    """The one principal who is no subject of reported speech, where others are."""
    said = {p.ref for z in structure.zones for s in _subjects(roster, z) if (p := roster.find(s.text, z.lang, s.title)) is not None}
    silent = [p for p in principals if p.ref not in said]
    return Writer(silent[0], _SILENT, "nowhere in the third person") if len(silent) == 1 < len(principals) else None


def _any_case(person: Person, lang: str) -> set[str]:
    """Forms of the surname of a person, in every case."""
    from pipeline.authority.inflection import word_forms

    last = {surname(f) for f in person.forms_in(lang)}
    return {c for f in last for c in (f, *(word_forms(f) if lang == "ru" and " " not in f else ()))}


def _stands_in(form: str, text: str) -> bool:
    return len(form) > 2 and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE) is not None


def _sides_in(text: str) -> frozenset[str]:
    """The sides that a title speaks of: "Soviet Chargé d'Affaires" is one of the Soviet side."""
    found = (side_of(w.strip(",.;:()"), lang) for lang in ("en", "ru") for w in text.split())
    return frozenset(side for side in found if side)


def _sides_of(language: str) -> frozenset[str]:
    """The sides whose records are in a language."""
    table = lexicon("en").table.get("sides_of_languages", {})
    listed = table.get(language.casefold(), ()) if isinstance(table, dict) else ()
    return frozenset(map(str, listed))


def _tells(unit: Unit, lang: str) -> bool:
    if unit.kind not in ("p", "item") or not unit.text:
        return False
    subject = find_subject(unit.text, 0, lexicon(lang), {})
    return subject is not None and subject.kind == "first" and subject.speaks


class _Names(dict[str, object]):
    """The keys of a roster as a mapping."""

    def __init__(self, roster: Roster) -> None:
        super().__init__()
        self._roster = roster

    def __contains__(self, key: object) -> bool:
        return bool(self._roster.known_as(str(key)))

    def is_thing(self, word: str, lang: str) -> bool:
        return is_thing(self._roster, word, lang)


def _promote(roster: Roster) -> None:
    """A principal is no mere participant."""
    for person in roster:
        if "principal" in person.roles and "participant" in person.roles:
            person.roles.remove("participant")
