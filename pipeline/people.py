"""The people of one record: who they are, how each is written, and whom a name in it can mean.

The authority says who somebody is; whoever it does not know gets an entry made from the title, the lists or
the labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from pipeline.authority import Authority
from pipeline.labels import Lexicon, is_office, lexicon, title_length, words_of
from pipeline.model import Entity, Span
from pipeline.transliteration import palladius_to_pinyin, plain, romanise, similarity, syllables

#: From this likeness of sound on, names of two languages are taken for one person's.
SAME_SOUND = 0.8
_INITIAL = re.compile(r"^[^\W\d_]{1,2}$")
_INITIALS = re.compile(r"(?<![\w'’-])((?=[A-ZА-ЯЁ])[^\W\d_]{1,2}(?=\.)|(?=[A-ZА-ЯЁ])[^\W\d_](?![\w'’]))\.?-?")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def script(text: str) -> str:
    """ "ru" for Cyrillic letters, "en" for Latin, "zh" for any other: the forms that can stand beside each
    other."""
    if _CYRILLIC.search(text):
        return "ru"
    return "en" if re.search("[a-z]", text, re.IGNORECASE) else "zh"


def words(name: str) -> list[str]:
    """The words of a name, initials without their full stops."""
    return [w for w in re.split(r"[\s.]+", name) if w.strip("-")]


def initials_of(name: str) -> list[str]:
    """The initials in a name, without their full stops: one letter, or two before a full stop ("Ya.")."""
    return [m[1] for m in _INITIALS.finditer(name)]


def without_initials(name: str) -> str:
    """ "A.Ya. Vyshinsky", «Сталин И.В.» → the surname alone."""
    kept = words(_INITIALS.sub(" ", name))
    return " ".join(kept) or name


def is_eastern(name: str) -> bool:
    """Can all of a name be read as Chinese syllables? Then the family name stands first and all of it is the
    name."""
    if script(name) == "ru" and re.search(r"(?<!\w)[А-ЯЁ]\.", name):
        return False  # «В. Малин»
    parts = without_initials(name).split()
    if not parts or (len(parts) == 1 and len(name) < 5):
        return False
    if len(parts) == 3 and all(len(p) <= 5 for p in parts) and len("".join(parts)) <= 12:
        return True
    if len(parts) == 2 and re.search(r"\w-[a-zа-яё]", parts[1]):
        return True
    systems = ("palladius",) if script(name) == "ru" else ("pinyin", "wade")
    return any(all(syllables(p.lower(), s) for p in parts) for s in systems)


def surname(name: str) -> str:
    """The part of a name that stands alone in running text."""
    kept = without_initials(name)
    return kept if is_eastern(name) else kept.split()[-1]


@dataclass
class Person:
    """Somebody who takes part: mutable while a record is read."""

    ref: str
    name: str
    forms: dict[str, str] = field(default_factory=dict)  # key -> form as written, nominative
    full: str = ""
    roles: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    side: str | None = None
    known: bool = False
    cert: float = 1.0
    evidence: list[str] = field(default_factory=list)

    def add_form(self, form: str, title: str = "") -> None:
        """A way the person is written; after "Sir" and the like the forename alone is one, too."""
        if title.casefold().split()[-1:] in (["sir"], ["dame"], ["lady"]) and len(words(form)) > 1:
            self.forms.setdefault(plain(words(form)[0]), words(form)[0])
        for f in (form, without_initials(form), surname(form)):
            if f:
                self.forms.setdefault(plain(f), f)
            if f and self.name.isupper() and plain(self.name) == plain(f):
                self.name = f
        if is_eastern(form) and len(words(form)) > 1 and len(words(form)[0]) > 1:
            self.forms.setdefault(plain(words(form)[0]), words(form)[0])

    def forms_in(self, lang: str) -> list[str]:
        """Nominative forms in the script of a language."""
        want = script("а" if lang == "ru" else "a")
        return [f for f in self.forms.values() if script(f) == want]

    def took(self, role: str, span: Span | None = None, side: str | None = None) -> None:
        if role not in self.roles:
            self.roles.append(role)
        if span is not None and span not in self.spans:
            self.spans.append(span)
        self.side = self.side or side

    @property
    def entity(self) -> Entity:
        forms = tuple((f, script(f)) for f in self.forms.values())
        return Entity(self.ref, "person", self.name, forms, cert=self.cert, evidence=tuple(self.evidence))


class Roster:
    """The people of a record, by id and by every way they are written."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.people: dict[str, Person] = {}
        self._index: dict[str, list[str]] = {}
        #: How often the record names people of the authority by a form that is theirs alone.
        self.mentioned: dict[str, int] = {}

    def __iter__(self) -> Iterator[Person]:
        return iter(self.people.values())

    def __contains__(self, ref: object) -> bool:
        return ref in self.people

    def __getitem__(self, ref: str) -> Person:
        return self.people[ref]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._index)

    def known_as(self, key: str) -> list[str]:
        """Ids of the people here who are written so (`key` as `plain` makes it)."""
        return self._index.get(key, [])

    def entities(self) -> tuple[Entity, ...]:
        """Entries made for this record: the people whom the authority does not know."""
        return tuple(p.entity for p in self if not p.known)

    def reindex(self, person: Person) -> None:
        for key in person.forms:
            refs = self._index.setdefault(key, [])
            if person.ref not in refs:
                refs.append(person.ref)

    def from_authority(self, ref: str) -> Person:
        """The person of an id of the authority, taken into the roster."""
        if ref not in self.people:
            entry = self.authority.entries[ref]
            person = Person(ref, entry.preferred, known=True)
            for n in entry.names:
                if n.type == "sic":
                    continue
                person.forms.setdefault(plain(n.text), n.text)
                if n.surname:
                    person.forms.setdefault(plain(n.surname), n.surname)
                    if is_eastern(n.text):
                        continue
                    person.forms.setdefault(
                        plain(_with_initials(n.text, n.surname)), _with_initials(n.text, n.surname)
                    )
                elif (
                    script(n.text) != "zh"
                    and n.lang in ("en", "ru")
                    and len(words(n.text)) > 1
                    and is_eastern(n.text)
                ):
                    family = words(n.text)[0]
                    person.forms.setdefault(plain(family), family)
            self.people[ref] = person
            self.reindex(person)
        return self.people[ref]

    def find(self, name: str, lang: str, title: str = "") -> Person | None:
        """Whom a clean name means: somebody already here, else somebody of the authority. Never guesses
        between two, unless the title before the name is the office of one of them."""
        refs = self._index.get(plain(name)) or self._index.get(plain(without_initials(name))) or []
        refs = [r for r in refs if _fits(name, self.people[r])]
        if len(refs) == 1:
            return self.people[refs[0]]
        if len(refs) > 1:
            return min(
                (self.people[r] for r in refs), key=lambda p: (not p.roles, list(self.people).index(p.ref))
            )
        return self._part(name) or self._authority(name, lang) or self._titled(name, lang, title) or self._misread(name, lang)

    def _misread(self, name: str, lang: str) -> Person | None:
        """Whoever alone has the surname and initials that look like these: «И.С. Хрущев» is «Н.С. Хрущев»."""
        given = [i[0] for i in initials_of(name)]
        refs = self._index.get(plain(surname(name)), []) if given else []
        person = self.people[refs[0]] if len(refs) == 1 else None
        if person is None or not person.roles:
            return None
        forms = (words(f) for f in person.forms.values() if script(f) == script(name) and len(words(f)) == len(given) + 1)
        last = plain(surname(name))
        own = ([w[0] for w in _given_in(f, last)] for f in forms if last in map(plain, f))
        return person if any(_look_alike(given, o, lang) for o in own) else None

    def _titled(self, name: str, lang: str, title: str) -> Person | None:
        """Of those in the authority who share a common name, the one who held the office ("Chairman Mao")."""
        word = title.split()[-1:]
        if not word:
            return None
        found = [
            r for r, _ in self.authority.lookup(name, lang) if self.authority.entries[r].kind == "person"
        ]
        held = [
            r
            for r in found
            if any(word[0].casefold() in o.text.casefold() for o in self.authority.entries[r].offices)
        ]
        return self.from_authority(held[0]) if len(held) == 1 else None

    def holder(self, office: str, year: int | None) -> Person | None:
        """Whoever the record names and the authority knows to have held an office that year; None for none or
        two."""
        found = []
        for ref in self.mentioned:
            for held in self.authority.entries[ref].offices:
                fits = year is None or _year(held.from_, 0) <= year <= _year(held.to, 9999)
                if plain(held.text).startswith(office) and held.from_ and fits:
                    found.append(ref)
        return self.from_authority(found[0]) if len(set(found)) == 1 else None

    def _part(self, name: str) -> Person | None:
        """Whoever alone has all words of a name among those of a longer one: "Nguyen" of "Nguyen Van Lap"."""
        said = {plain(w) for w in words(without_initials(name))}
        if len(name) < 4:
            return None
        found = [
            p
            for p in self
            if p.roles
            and any(said < {plain(w) for w in words(f)} for f in p.forms.values())
            and _fits(name, p)
        ]
        if not found and len(said) > 1 and not is_eastern(name):
            last = plain(surname(name))
            found = [p for p in self if p.roles and not p.known and set(p.forms) == {last}]
            for person in found[:1] if len(found) == 1 else []:
                person.name = name
                person.add_form(name)
                self.reindex(person)
        return found[0] if len(found) == 1 else None

    def _authority(self, name: str, lang: str) -> Person | None:
        for form in dict.fromkeys((name, without_initials(name))):
            found = [
                (r, q)
                for r, q in self.authority.lookup(form, lang)
                if self.authority.entries[r].kind == "person"
            ]
            found = [(r, q) for r, q in found if _agrees(name, self.authority.entries[r].names, lang)]
            here = [(r, q) for r, q in found if r in self.mentioned]
            best = here if len(here) == 1 else found
            if best and (best is here or ((len(best) == 1 or best[0][1] > best[1][1]) and best[0][1] > 0.3)):
                return self.from_authority(best[0][0])
        return None

    def made(self, name: str, lang: str, evidence: str, cert: float = 0.7) -> Person:
        """A new entry for a name that nobody has, or the one made before for a name that sounds the same."""
        for person in self:
            if person.known:
                continue
            other = [
                f
                for f in person.forms.values()
                if script(f) != script(name) and len(words(f)) == len(words(surname(name)))
            ]
            if any(similarity(surname(name), f) >= SAME_SOUND for f in other) and _same_initial(name, person):
                person.add_form(name)
                self.reindex(person)
                return person
        office = is_office(name)
        eastern = is_eastern(name)
        ref = self._free(*([] if office else [slug(surname(name), eastern)]), slug(name, eastern))
        person = Person(ref, _mixed(name), cert=cert, evidence=[evidence])
        if office:
            person.forms.setdefault(plain(name), name)
        else:
            person.add_form(name)
        self.people[ref] = person
        self.reindex(person)
        return person

    def resolve(self, name: str, lang: str, evidence: str) -> Person:
        return self.find(name, lang) or self.made(name, lang, evidence)

    def _free(self, *wanted: str) -> str:
        taken = set(self.people) | set(self.authority.entries)
        for ref in wanted:
            if ref and ref not in taken:
                return ref
        base, n = wanted[-1] or "person", 2
        while f"{base}-{n}" in taken:
            n += 1
        return f"{base}-{n}"


def _year(date: str | None, else_: int) -> int:
    """The year of a date that may have a month ("1953-09")."""
    return int(date[:4]) if date and date[:4].isdigit() else else_


def slug(name: str, eastern: bool | None = None) -> str:
    """A name as an id: "Дин Ачесон" → "din-acheson", «Чжан Вэнь-тянь» → "zhang-wentian", 尤金 → "person-5c24-91d1"."""
    latin = name
    if script(name) == "ru":
        chinese = all(syllables(w.lower(), "palladius") for w in without_initials(name).split())
        eastern = is_eastern(name) if eastern is None else eastern
        latin = palladius_to_pinyin(name) if eastern and chinese else romanise(name, "popular")
    text = "-".join(plain(w) for w in re.split(r"[\s.-]+", latin) if plain(w))
    text = re.sub("-+", "-", text.encode("ascii", "ignore").decode()).strip("-")
    if not text:  # a script that is not romanised here: the code points of the name, which stay the same
        text = "-".join(["person", *(f"{ord(c):x}" for c in plain(name))])
    return text if not text[:1].isdigit() else f"n-{text}"


def _mixed(name: str) -> str:
    """A name in capitals with small letters; in a Chinese forename only the first syllable keeps its
    capital."""
    if not all(w.isupper() or _INITIAL.match(w) for w in words(name)):
        return name
    return " ".join(w if _INITIAL.match(w) or "." in w else w[:1] + w[1:].lower() for w in name.split())


def _with_initials(full: str, last: str) -> str:
    rest = [w[0] + "." for w in words(full) if w != last]
    return "".join(rest) + " " + last


def other_initials(name: str, person: Person) -> bool:
    """Has a name the surname of a person, but an initial or forename that is not the person's ("R. Castro", "Fidel Castro")?"""
    last = plain(surname(name))
    return any(plain(surname(f)) == last for f in person.forms.values()) and not _fits(name, person)


#: Greatest cost under OCR confusions of one initial for another: where all else agrees, and where it stands alone.
_ONE_OF_SEVERAL, _ALONE = 0.4, 0.2


def _look_alike(read: list[str], meant: list[str], lang: str) -> bool:
    """Can initials be others that were misread? One may be; of several the rest must agree."""
    from pipeline.confusion import shapes

    wrong = [(a, b) for a, b in zip(read, meant) if a.casefold() != b.casefold()]
    most = _ALONE if len(read) == 1 else _ONE_OF_SEVERAL
    return len(read) == len(meant) and len(wrong) == 1 and shapes(lang.partition("-")[0]).letter(*wrong[0], True) <= most


def _fits(name: str, person: Person) -> bool:
    """Do the initials or forename of a name agree with what the person is called? Where either is silent they
    do."""
    return _no_conflict(name, [f for f in person.forms.values() if script(f) == script(name)])


def _same_initial(name: str, person: Person) -> bool:
    """Can the initials of a name be those of a person who is written in another script («Р. Кастро», "Fidel Castro")?"""
    given = [i[0].casefold() for i in initials_of(name)]
    firsts = {
        w[0].casefold()
        for f in person.forms.values()
        if script(f) != script(name) and len(words(f)) > 1
        for w in words(f)[:-1]
    }
    if not given or not firsts:
        return True
    return any(_sounds_like_letter(a, b) for a in given for b in firsts)


#: Latin letters that a forename may begin with where the Russian one begins so, besides the letter of the transliteration.
_INITIAL_LETTERS = {
    "х": "hkjx", "г": "gh", "д": "dj", "ж": "jgz", "ц": "ctz", "ч": "ctj", "ш": "scj", "у": "uwv", "в": "vw", "к": "kcq", "с": "scz",
    "я": "jyi", "ю": "juy", "е": "eyj", "э": "eah", "и": "iyejh", "й": "yij", "з": "zs", "ф": "fpt", "т": "t", "о": "oh", "а": "ah",
}  # fmt: skip


def _sounds_like_letter(one: str, two: str) -> bool:
    russian, latin = (one, two) if script(one) == "ru" else (two, one)
    return latin in romanise(russian, "popular").casefold()[:1] + _INITIAL_LETTERS.get(russian, "")

def _agrees(name: str, names: Iterable[object], lang: str) -> bool:
    return _no_conflict(
        name,
        [str(getattr(n, "text", "")) for n in names if script(str(getattr(n, "text", ""))) == script(name)],
    )


def _no_conflict(name: str, forms: list[str]) -> bool:
    given = [i[0] for i in initials_of(name)]
    if not given:
        return True
    last = plain(surname(name))
    longer = [f for f in forms if len(words(f)) > 1 and last in [plain(w) for w in words(f)]]
    firsts = {w[0] for f in longer for w in _given_in(words(f), last)}
    return not firsts or plain(given[0]) in {plain(x) for x in firsts} or given[0] in firsts


def _given_in(parts: list[str], last: str) -> list[str]:
    """The forenames of a name: what stands before the surname, or behind it where the surname stands first."""
    at = next(i for i, w in enumerate(parts) if plain(w) == last)
    return parts[:at] or parts[at + 1 :]


def core_name(text: str, start: int, end: int, lang: str) -> tuple[int, int, str] | None:
    """The personal name in a range of a text, and the title before it: range of the name, title. None if
    there is none.

    It is the first run of name words after the last title: "Second Secretary of the Embassy V. I. Lobov"
    gives "V. I. Lobov".
    """
    lex = lexicon(lang)
    at = start
    while at < end and not text[at].isalpha():
        at += 1
    found = [w for w in words_of(text, at, 20) if w[1] <= end]
    first = _after_titles(found, lang)
    title = text[found[0][0] : found[first - 1][1]] if first else ""
    skipped = first
    while skipped < len(found) and not found[skipped][2][:1].isupper():
        skipped += 1
    before = {w[2].casefold() for w in found[max(first, skipped - 2) : skipped]}
    if not first and before & {"of", "the", "from", "for", "other", "with", "из", "от", "и", "с"}:
        return None
    core = _without_portfolio(_run(found[_at_initials(found, skipped, text) :]), lang)
    if not core or len(core) > 5 or not _is_personal([w[2] for w in core], lex, bool(first)):
        return None
    if core[-1][2].casefold() in (lex.offices if len(core) > 1 else lex.honorifics) and (
        len(core) > 1 or not first
    ):
        return None
    if len(core) == 1 and core[0][2].isupper() and len(core[0][2]) < 5 and not _addressed(title, lang):
        return None  # an abbreviation: «секретарь ДВО»
    last = core[-1]
    if skipped > first and re.match(r"\s+of\s", text[last[1] : end]):
        return None  # "Chairman of the Cabinet of Ministers"
    stop = last[1] + 1 if _INITIAL.match(last[2]) and text[last[1] : last[1] + 1] == "." else last[1]
    return core[0][0], stop, title.strip(" .")


def _addressed(title: str, lang: str) -> bool:
    """Does a form of address or a title in capitals stand before a name ("Mr. WU", «ТОВ. МАО»)?"""
    courtesy = lexicon(lang).table.get("courtesy", ())
    last = title.rstrip(" .").split()[-1:]
    return bool(last) and (title.isupper() or (isinstance(courtesy, list) and last[0].strip(".").casefold() in courtesy))


@cache
def institutions(lang: str) -> frozenset[str]:
    """Words that end the name of an institution."""
    listed = lexicon(lang).table.get("institutions", ())
    return frozenset(map(str, listed)) if isinstance(listed, list) else frozenset()


def _after_titles(found: list[tuple[int, int, str]], lang: str) -> int:
    lex = lexicon(lang)
    first = 0
    for i in range(len(found)):
        if i and len(found[i][2]) == 1 and found[i][2].isupper():
            continue  # an initial, not "M." for Monsieur
        n = title_length(found[i:], lex)
        if n and i + n < len(found):
            first = max(first, i + n)
    return first


def _without_portfolio(run: list[tuple[int, int, str]], lang: str) -> list[tuple[int, int, str]]:
    """A name without the words of an office before it ("Minister of Foreign Trade Wu")."""
    while run and run[0][2].casefold().partition("-")[0] in institutions(lang):
        run = run[1:]
    return run


def _at_initials(found: list[tuple[int, int, str]], start: int, text: str) -> int:
    """Where the initials stand before a surname, if words in small letters part them from the start."""
    for i in range(start + 1, len(found) - 1):
        small = any(w[2][:1].islower() for w in found[start:i])
        if small and len(found[i][2]) == 1 and found[i][2].isupper() and len(found[i + 1][2]) > 2:
            while len(found[i - 1][2]) == 1 and found[i - 1][2].isupper() and text[found[i - 1][1]] == ".":
                i -= 1  # the first of several: «в КНДР В. И. ПЕТРОВ»
            return i
    return start


def _run(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The name words at the front; an abbreviation in capitals («СССР») and what stands before initials is no
    name."""
    n = 0
    while n < len(found) and (found[n][2][:1].isupper() or found[n][2] in _SMALL):
        n += 1
    run = found[:n]
    initials = [i for i, w in enumerate(run) if _INITIAL.match(w[2]) and len(w[2]) == 1]
    several = len(initials) > 1 or bool(initials and script(run[initials[0]][2]) == "ru")
    if several and initials[0] > 0 and initials[-1] < len(run) - 1:
        run = run[initials[0] :]
    mixed = any(not w[2].isupper() and not _INITIAL.match(w[2]) for w in run)
    while run and mixed and run[0][2].isupper() and len(run[0][2]) > 2:
        run = run[1:]
    return run


def nominative(word: str) -> str:
    """The likeliest nominative of a Russian surname or forename that may stand in another case."""
    from pipeline.authority.inflection import word_forms

    low = word.casefold()
    guesses = [word[: -len(e)] + add for e, add in _BACK if low.endswith(e) and len(low) - len(e) > 2]
    guesses = [g.upper() if word.isupper() else g for g in guesses]
    for guess in guesses:
        if low in {f.casefold() for f in word_forms(guess)[1:]}:
            return guess
    return word


#: Case ending -> ending of the nominative, the surest first.
_BACK = (
    ("ского", "ский"), ("скому", "ский"), ("ским", "ский"), ("ском", "ский"), ("цкого", "цкий"),
    ("цким", "цкий"), ("овым", "ов"), ("евым", "ев"), ("иным", "ин"), ("ова", "ов"), ("ева", "ев"),
    ("ёва", "ёв"), ("ина", "ин"), ("ову", "ов"), ("еву", "ев"), ("ину", "ин"), ("ове", "ов"),
    ("аем", "ай"), ("аю", "ай"), ("ая", "ай"), ("еем", "ей"), ("ею", "ей"), ("ея", "ей"), ("ом", ""),
    ("ем", "ь"),
)  # fmt: skip


_SMALL = frozenset(
    ["de", "da", "di", "du", "del", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "ibn"]
)


def _is_personal(parts: list[str], lex: Lexicon, titled: bool) -> bool:
    low = [p.casefold() for p in parts]
    if " ".join(low) in lex.nobody or all(p in lex.nobody or p in lex.function_words for p in low):
        return False
    if low[-1] in institutions(lex.lang) or (len(low[-1]) == 1 and len(low) > 1 and low[-2] in institutions(lex.lang)):
        return False
    if not all(p[:1].isupper() or p in _SMALL for p in parts):
        return False
    if any(p.casefold() in lex.function_words and len(p) > 1 for p in parts):
        return False
    return any(len(p) > 1 for p in parts) and (titled or len(parts) > 1 or len(parts[0]) > 2)
