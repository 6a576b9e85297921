"""Title, lists and sentences of a record → who is said to take part, in which role, and where it is said.

What this module finds are entries: a name as it stands, with its place. Whom each means is settled in
`participants`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.dates import find_dates
from pipeline.keywords import mended
from pipeline.labels import Lexicon, every_abbreviation, is_title, lexicon, words_of
from pipeline.languages import languages_with
from pipeline.model import Span, Unit, Zone
from pipeline.people import core_name
from pipeline.subjects import find_subject

#: What may stand in brackets beside a name in a list: an office, an alias, a gloss.
_SIGNED = re.compile(r"\[(?:signature|signed|signatures?\s*illegible|подпись)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|/[^/]{1,40}/")
_ALL_BETWEEN = re.compile(r"\s*/[^/]+/\W*")
_SPLIT = re.compile(
    r"[,;:\n•·|]|\s[-–—*]\s|(?:^|\s)(?:and|и|&|a также|а также|as well as)(?=\s)|\s\d{1,2}[.)]\s"
)
#: In a list whose people are parted by semicolons a comma parts a name from its office.
_SEMICOLON = re.compile(r"(?<!;);(?!;)")
_SPLIT_WIDE = re.compile(r"[;:\n|]|(?<=;)\s*(?:and|и)(?=\s)")
#: An initial ends no sentence.
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[A-ZА-ЯЁ]\.)\s+(?=[A-ZА-ЯЁ\[«\"“])")
#: No sentence that says who attended is longer than this many letters.
_LONG_SENTENCE = 400
#: So many lines in a row that are names make a list without a head.
_LINES = 3
#: In a dialogue only so many units at either end can say who attended: within it, people speak of other
#: meetings.
_ENDS = (15, 8)
#: No list of those present is longer than this many letters in one paragraph.
_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in a list: `span` is its place in the source, `title` what stands before it, `office` what
    follows it."""

    span: Span
    name: str
    lang: str
    zone: str
    unit: int
    role: str
    title: str = ""
    office: str = ""
    side: str | None = None


@cache
def patterns(lang: str, key: str) -> tuple[re.Pattern[str], ...]:
    """The regular expressions of the table `attendance` for a key."""
    table = lexicon(lang).table.get("attendance", {})
    listed = table.get(key, ()) if isinstance(table, dict) else ()
    return tuple(re.compile(p, re.IGNORECASE) for p in listed)


def side_of(word: str, lang: str) -> str | None:
    """The English adjective for a side ("soviet"), from the word a list has for it; None for one it does not
    know."""
    table = lexicon(lang).table.get("sides", {})
    low = word.casefold()
    known = table.items() if isinstance(table, dict) else ()
    return next(
        (side for side, stems in known if any(low == s or (low.startswith(s) and len(s) > 4) for s in stems)),
        None,
    )


def names_in(unit: Unit, start: int, end: int, lang: str, role: str, side: str | None) -> Iterator[Entry]:
    """The names of a list in a range of a unit, in order."""
    text = unit.text[:end]
    bare = _SIGNED.sub(lambda m: ";" * len(m[0]), text)
    for a, b, date in find_dates(bare, lang) if any(c.isdigit() for c in bare[start:end]) else ():
        if date.when is not None:  # "28 October 1962 KOVALEV"
            bare = bare[:a] + ";" * (b - a) + bare[b:]
    bare = _BRACKETS.sub(lambda m: " " * len(m[0]), bare) if not _ALL_BETWEEN.fullmatch(text, start) else bare
    office_of: Entry | None = None
    for a, b in _chunks(bare, start, end):
        found = core_name(bare, a, b, lang)
        if found is None:
            said = _office(bare, a, b, lang)
            if said and (office_of is None or text[a:b].strip().casefold().startswith("the ")):
                if office_of is not None:
                    yield office_of
                office_of = Entry(
                    unit.span(*said),
                    text[said[0] : said[1]],
                    lang,
                    unit.zone,
                    unit.n,
                    role,
                    text[said[0] : said[1]],
                    "",
                    side,
                )
                continue
            if office_of is not None and bare[a:b].strip():
                office_of = _with_office(office_of, bare[a:b])
            continue
        if office_of is not None:
            yield _by_office(office_of, lang)
        first, last, title = found
        aside = " ".join(m[0] for m in _BRACKETS.finditer(text, a, b))
        office_of = Entry(
            unit.span(first, last), text[first:last], lang, unit.zone, unit.n, role, title, aside, side
        )
    if office_of is not None:
        yield _by_office(office_of, lang)


def _by_office(entry: Entry, lang: str) -> Entry:
    """An entry with the role that its title or office says ("Mr. Wu, interpreter")."""
    said = f"{entry.title} {entry.office}"
    for role in ("interpreter", "recorder"):
        if any(p.search(said) for p in patterns(lang, role)):
            return replace(entry, role=role)
    return entry


def _office(text: str, start: int, end: int, lang: str) -> tuple[int, int] | None:
    """The range of an office that stands for a person ("The President")."""
    m = re.compile(r"\W*(?:the\s+)?([^\W\d_][^,;:()]*?)\W*$", re.IGNORECASE).match(text, start, end)
    if m and " ".join(m[1].casefold().split()) in lexicon(lang).offices:
        return m.span(1)
    return None


def _with_office(entry: Entry, office: str) -> Entry:
    return replace(entry, office=f"{entry.office} {office.strip()}".strip())


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    wide = len(_SEMICOLON.findall(text, start, end)) > 1
    for m in (_SPLIT_WIDE if wide else _SPLIT).finditer(text, start, end):
        if at < m.start():
            yield from _at_titles(text, at, m.start())
        at = m.end()
    if at < end:
        yield from _at_titles(text, at, end)


@cache
def _courtesy() -> re.Pattern[str]:
    listed = [
        str(c) for lang in languages_with("turns") for c in _listed(lexicon(lang).table.get("courtesy"))
    ]
    words = "|".join(re.escape(w) for w in sorted(listed, key=lambda w: (-len(w), w)))
    return re.compile(rf"\s(?=(?i:{words})\.?\s?[A-ZА-ЯЁ])")


def _listed(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []


def _at_titles(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A list whose lines have run together is parted before each form of address, and after a Chinese or
    Korean
    forename with a hyphen."""
    at = start
    cuts = [*_courtesy().finditer(text, start + 1, end), *_AFTER_FORENAME.finditer(text, start, end)]
    for m in sorted(cuts, key=lambda m: m.start()):
        if text[at : m.start()].strip():
            yield at, m.start()
            at = m.end()
    yield at, end


_AFTER_FORENAME = re.compile(
    r"(?<=[a-zа-яё])(?<=\w-\w\w\w\w)\s(?=[A-ZА-ЯЁ])|(?<=-\w\w\w)\s(?=[A-ZА-ЯЁ])|(?<=-\w\w)\s(?=[A-ZА-ЯЁ])"
)


def entries_of_list(
    unit: Unit, lang: str, role: str = "participant", side: str | None = None
) -> tuple[list[Entry], str, str | None]:
    """Names of a unit that is (part of) a list; returns also the role and side that hold for what follows
    it."""
    cuts: list[tuple[int, int, str, str | None]] = []
    for key in ("participant", "interpreter", "recorder", "side"):
        for pattern in patterns(lang, key):
            for m in pattern.finditer(unit.text):
                said = side_of(m[1], lang) if key == "side" and m.groups() and m[1] else None
                cuts.append((m.start(), m.end(), key, said))
    # "United Kingdom: Prime Minister Attlee, Sir Oliver Franks": what stands before the colon is a side, and nobody's name.
    head = re.match(r"[^:,.\n]{2,40}:\s+(?=[^:]*,)", unit.text)
    if (
        head
        and not any(c[0] < head.end() for c in cuts)
        and core_name(unit.text, 0, head.end(), lang) is not None
    ):
        cuts.append((0, head.end(), "side", head[0].strip(" :").casefold()))
    cuts.sort(key=lambda c: (c[0], -c[1]))
    found: list[Entry] = []
    at = 0
    for first, last, key, said in [*_without_overlap(cuts), (len(unit.text), len(unit.text), "", None)]:
        if key in ("interpreter", "recorder") and _follows_name(unit.text, at, first, last):
            found += _renamed(list(names_in(unit, at, first, lang, role, side)), key)
            at = last
            continue
        found += names_in(unit, at, first, lang, role, side)
        role = role if key in ("side", "") else key
        side = said if key == "side" else side if key in ("participant", "") else None
        at = last
    return found, role, side


def _without_overlap(
    cuts: Sequence[tuple[int, int, str, str | None]],
) -> Iterator[tuple[int, int, str, str | None]]:
    end = -1
    for cut in cuts:
        if cut[0] >= end:
            yield cut
            end = cut[1]


def _follows_name(text: str, at: int, first: int, last: int) -> bool:
    """Is "interpreter" said of the name before it ("Mr. Wu, interpreter"; "Mr. Wu (interpreter)")?"""
    before, after = text[at:first].strip(" ,(-–—["), text[last : last + 3]
    return (
        bool(before)
        and not re.match(r"\s*[:\-–—]|\s+\w", after)
        and text[at:first].rstrip()[-1:] in (",", "(", "-", "–", "—", "[")
    )


def _renamed(entries: list[Entry], role: str) -> list[Entry]:
    if not entries:
        return entries
    e = entries[-1]
    return [*entries[:-1], replace(e, role=role)]


def opens_list(unit: Unit, lang: str) -> bool:
    """Does a unit open a list of those present, or of those who interpreted or recorded?"""
    if len(unit.text) > _LONGEST or not unit.text:
        return False
    if any(p.match(unit.text) for p in patterns(lang, "participant")):
        return True
    for pattern in (p for k in ("interpreter", "recorder") for p in patterns(lang, k)):
        m = pattern.search(unit.text) if len(unit.text) < 200 else None
        if m and (
            m.start() < 4
            or (m.start() < 40 and (m[0].endswith("by") or unit.text[m.end() : m.end() + 1] == ":"))
        ):
            return True
    return False


def lists(zone: Zone, dialogue: bool = False) -> list[Entry]:
    """Everybody whom the lists and sentences of attendance of a division name, in order.

    In a `dialogue` sentences count only at either end.
    """
    found: list[Entry] = []
    headless = _headless(zone)
    role, side, open_ = "participant", None, False
    for unit in zone.units:
        if unit.is_furniture or not unit.text:
            continue
        unit = replace(unit, text=_without_brackets(mended(unit.text, zone.lang)))
        if unit.kind == "participants" or opens_list(unit, zone.lang):
            if not open_:
                role, side = "participant", None
            said = [] if opens_list(unit, zone.lang) else list(_attendance_sentences(unit, zone.lang))
            entries, role, side = (said, role, side) if said else entries_of_list(unit, zone.lang, role, side)
            found += entries
            open_ = not entries or unit.text.rstrip()[-1:] not in ".!?"
        elif unit.n in headless or (open_ and _goes_on(unit, zone.lang)):
            entries, role, side = entries_of_list(unit, zone.lang, role, side)
            found += entries
        else:
            open_ = False
            if not dialogue or unit.n < _ENDS[0] or unit.n >= len(zone.units) - _ENDS[1]:
                found += _attendance_sentences(unit, zone.lang)
    return found


def _without_brackets(text: str) -> str:
    """A text that stands in brackets as a whole, with spaces for them: «(Присутствуют: Булганин, Молотов)»."""
    whole = re.fullmatch(r"\s*[(\[][^()\[\]]*[)\]]\s*", text)
    return re.sub(r"[()\[\]]", " ", text) if whole else text


def _headless(zone: Zone) -> frozenset[int]:
    """Units of a list without a head before the text: at least three lines in a row that are a name, or name
    and office."""
    run: list[int] = []
    for unit in zone.units[:60]:
        if unit.is_furniture or not unit.text or unit.kind in ("head", "dateline"):
            continue
        if _is_line(unit, zone.lang):
            run.append(unit.n)
        elif len(run) >= _LINES:
            break
        else:
            run = []
    return frozenset(run) if len(run) >= _LINES else frozenset()


def _is_line(unit: Unit, lang: str) -> bool:
    """Is a unit a name, a name and an office, or an office, and no sentence?"""
    if (
        len(unit.text) > 160
        or unit.text.rstrip()[-1:] in ".?!:;"
        or ":" in unit.text
        or unit.kind not in ("item", "p", "participants")
    ):
        return False
    end = len(re.split(r"[,(\[]", unit.text)[0]) or len(unit.text)
    name = core_name(unit.text, 0, end, lang)
    if name is None:
        return _office(unit.text, 0, len(unit.text), lang) is not None
    return not unit.text[name[1] : end].strip(" .")


def _goes_on(unit: Unit, lang: str) -> bool:
    """Is a unit after the head of a list one of its lines?"""
    if (
        unit.kind not in ("item", "p", "head", "participants")
        or len(unit.text) > 160
        or (unit.text.rstrip().endswith((".", "?")) and len(unit.text) > 80)
    ):
        return False
    if re.match(r"[^\s]+(?:\s[^\s]+){0,3}:\s+\S", unit.text) or re.search(r"\w{4,}[.!?]\s+\w", unit.text):
        return False
    if re.match(r"\S+(?:\s\S+){0,3}?\s?[–—-]\s[A-ZА-ЯЁ].*[.!?]$", unit.text):
        return False  # a label and speech: «т. Жуков – Согласен.»
    if _office(unit.text, 0, len(unit.text), lang):
        return True
    if unit.text.rstrip().endswith(".") and (said := find_subject(unit.text, 0, lexicon(lang), {})) is not None and said.speaks:
        return False  # a short paragraph: "Lin said that he agreed."
    return (
        any(p.search(unit.text) for p in patterns(lang, "side"))
        or core_name(unit.text, 0, len(re.split(r"[,(\[:]", unit.text)[0]) or len(unit.text), lang)
        is not None
    )


def _attendance_sentences(unit: Unit, lang: str) -> Iterator[Entry]:
    """Those whom the sentences of a unit name as present ("Mr. Wu also attended … as interpreter")."""
    if unit.kind not in ("p", "item", "participants"):
        return
    at = 0
    for end in [*(m.start() for m in _SENTENCE.finditer(unit.text) if _ends(unit.text, m.start())), len(unit.text)]:
        at += len(unit.text[at:end]) - len(unit.text[at:end].lstrip())
        if end - at < _LONG_SENTENCE:
            yield from _attending(unit, at, end, lang)
        at = end


def _ends(text: str, stop: int) -> bool:
    """Does the full stop before an index end a sentence, and no abbreviation («т. Адамов»)?"""
    before = re.search(r"([^\W\d_]+)\.$", text[max(0, stop - 20) : stop])
    return before is None or before[1].casefold() not in every_abbreviation()


def _attending(unit: Unit, at: int, end: int, lang: str) -> Iterator[Entry]:
    """The names after a word that opens a list, or before a verb of attendance."""
    sentence = unit.text[at:end]
    for role in ("participant", "interpreter", "recorder"):
        opening = next((m for p in patterns(lang, role) if (m := p.match(sentence))), None)
        if opening:
            yield from names_in(unit, at + opening.end(), end, lang, role, None)
            return
    among = next((m for p in patterns(lang, "presence") if (m := p.search(sentence))), None)
    if among:
        yield from names_in(unit, at + among.end(), end, lang, "participant", None)
        return
    found = next((m for p in patterns(lang, "present") if (m := p.search(sentence))), None)
    if found and not re.search(r"[:?]", sentence[: found.start()]):
        said = (
            k
            for k in ("interpreter", "recorder")
            for p in patterns(lang, k)
            if p.search(sentence, found.end())
        )
        yield from names_in(unit, at, at + found.start(), lang, next(said, "participant"), None)
    interpreted = next((m for p in patterns(lang, "interpreted") if (m := p.search(sentence))), None)
    if interpreted:
        yield from names_in(unit, at, at + interpreted.start(), lang, "interpreter", None)


def after(unit: Unit, keys: Iterable[str], lang: str, role: str) -> Iterator[Entry]:
    """The names that follow the first of some words in a unit (a signature, a line of copies, a
    salutation)."""
    start = min((m.end() for k in keys for p in patterns(lang, k) if (m := p.search(unit.text))), default=0)
    yield from names_in(unit, start, len(unit.text), lang, role, None)


#: A surname behind initials.
_INITIALLED = re.compile(r"(?<![\w.])(?:[A-ZА-ЯЁ][a-zа-яё]?\.\s?-?){1,3}\s?[A-ZА-ЯЁ][\w'’-]+")
_WITHIN = re.compile(r"[(\[/]\s*(?P<name>[^()\[\]/]{3,40}?)\s*[)\]/]")


def signed(unit: Unit, lang: str) -> Iterator[Entry]:
    """Who signs: the names of the line, else one before an office ("Jan Novák / Ambassador").

    An office in capitals cannot be told from a name by its letters, so there a name shows by its initials («ПОСОЛ СССР А. ИВАНОВ»).
    """
    places = [m.span() for m in _INITIALLED.finditer(unit.text)]
    found = list(after(unit, ("recorder",), lang, ""))
    behind = any(a < unit.at(e.span.end) < b for e in found for a, b in places)  # «Иванов И.И. Москва»
    if found and (behind or not places):
        yield from found
        return
    for start, end in places or _before_office(unit.text, lang):
        yield _entry(unit, start, end, lang)


def signed_within(unit: Unit, lang: str) -> Iterator[Entry]:
    """Names in brackets behind an office («ПОСОЛ СССР В КНДР / (Иванов)»); one word alone may also be a part of the office."""
    for m in _WITHIN.finditer(unit.text):
        if _stands_alone(m["name"], lang):
            yield _entry(unit, *m.span("name"), lang)


def _entry(unit: Unit, start: int, end: int, lang: str) -> Entry:
    return Entry(unit.span(start, end), unit.text[start:end], lang, unit.zone, unit.n, "")


def _stands_alone(name: str, lang: str) -> bool:
    """Is a text in brackets a name and nothing else, and no word for the signature?"""
    found = core_name(name, 0, len(name), lang)
    said = lexicon(lang).table.get("signed", ())
    return found is not None and found[:2] == (0, len(name)) and name.casefold() not in _listed(said)


def _before_office(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """The range of a name that an office follows on the next line, which is no longer seen ("Jan Novák Ambassador")."""
    words = words_of(_BRACKETS.sub(lambda m: " " * len(m[0]), text), 0, 12)
    at = next((i for i in range(2, len(words)) if is_title([words[i][2]], lexicon(lang))), 0)
    found = core_name(text, words[0][0], words[at - 1][1], lang) if at else None
    if found is not None and found[1] == words[at - 1][1]:
        yield found[:2]


def has(lex: Lexicon, key: str, text: str) -> bool:
    return any(p.search(text) for p in patterns(lex.lang, key))
