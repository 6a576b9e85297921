"""An entry → every form by which it may stand in a text.

Hand-made forms come from the entry; the others are made here and flagged: `generated` by transliteration,
`inflected` by the rules of Russian. What a form says of itself:

preferred, variant, alias, abbreviation, sic   the type of the hand-made form behind it full, surname,
initials                        of persons: the whole name, the surname alone, initials with surname weak
says little without context: a Chinese surname alone, a pseudonym common
may stand in small letters adjective                                      of places: looks like an adjective
(«Дальний»), so context must tell
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline import korean
from pipeline import transliteration as tr
from pipeline.authority.entry import Entry, Name
from pipeline.authority.inflection import is_adjective, name_forms, phrase_forms, word_forms
from pipeline.authority.table import script

_SCRIPTS = {"Cyrl": "ru", "Latn": "en", "Hang": "ko", "Hani": "zh"}


@dataclass(frozen=True, slots=True)
class Form:
    """A form, the language whose texts it stands in (ru, en, zh or ko, by script), and what it says of
    itself."""

    text: str
    lang: str
    flags: frozenset[str]


def forms_of(entry: Entry) -> tuple[Form, ...]:
    """All forms of an entry: each text once for a language, with the flags of its first, most direct
    making."""
    out: dict[tuple[str, str], Form] = {}
    made = _person(entry) if entry.kind == "person" else _thing(entry)
    for text, flags in made:
        lang = _SCRIPTS.get(script(text))
        if lang and len(text) > 1 and (text, lang) not in out:
            out[text, lang] = Form(text, lang, frozenset(flags))
    return tuple(out.values())


Made = tuple[str, set[str]]


# Persons


def is_eastern(entry: Entry) -> bool:
    """Does the surname come first, and only the last part decline? Told by a name in Chinese or Korean
    script."""
    russian = entry.name("ru") or ""
    return any(n.lang.startswith(("zh", "ko", "ja", "vi")) for n in entry.names) and not russian.endswith(
        ("ич", "вна")
    )


def _person(entry: Entry) -> Iterator[Made]:
    eastern = is_eastern(entry)
    names = [(n, {n.type, "full"}) for n in entry.names]
    names += [(n, {"variant", "full", "generated"}) for n in _transliterated(entry, eastern)]
    surnames = [n.surname for n, _ in names if n.surname]
    for name, flags in names:
        yield from _whole(name, flags, surnames, eastern)
    for name, flags in names:
        yield from _parts(name, flags - {"full"}, eastern)


def _whole(name: Name, flags: set[str], surnames: list[str], eastern: bool) -> Iterator[Made]:
    """The name itself, in all cases if it is Russian, and with the surname at the other end."""
    words = name.text.split()
    if len(words) == 1 and surnames and name.type != "preferred" and script(name.text) in ("Latn", "Cyrl"):
        flags = _lone(name, flags - {"full"}, surnames, eastern)
    orders = [tuple(words)]
    if name.surname and len(words) > 1 and not eastern:
        orders += _orders(words, name.surname)
    for order in orders:
        yield from _cases(order, flags, eastern)


def _lone(name: Name, flags: set[str], surnames: list[str], eastern: bool) -> set[str]:
    """A single word is the surname in another spelling if it sounds like it, else a pseudonym."""
    likeness = max(tr.similarity(name.text, s) for s in surnames)
    if likeness >= 0.75:
        return flags | ({"surname", "weak"} if eastern else {"surname"})
    return flags | {"alias", "weak"}


def _orders(words: list[str], surname: str) -> list[tuple[str, ...]]:
    """Given names and surname in both orders; the first given name alone with the surname."""
    if surname not in words:
        return []
    given = [w for w in words if w != surname]
    orders = [(*given, surname), (surname, *given)]
    if len(given) > 1 and "." not in given[0]:
        orders += [(given[0], surname)]
    return orders


def _cases(words: tuple[str, ...], flags: set[str], eastern: bool) -> Iterator[Made]:
    yield " ".join(words), flags
    if script(words[-1]) == "Cyrl":
        for form in name_forms(words, eastern)[1:]:
            yield " ".join(form), flags | {"inflected"}


def _parts(name: Name, flags: set[str], eastern: bool) -> Iterator[Made]:
    """The surname alone, and with initials before and after."""
    if not name.surname or name.type in ("alias", "sic"):
        return
    weak = {"weak"} if eastern else set()
    given = [w for w in name.text.replace(".", ". ").split() if w != name.surname]
    for n, surname in enumerate(_declined(name.surname)):
        case = {"inflected"} if n else set()
        if not (eastern and {surname.lower(), tr.plain(surname)} & function_words()):
            yield surname, flags | {"surname"} | weak | case
        if eastern or not given or any(not w[0].isupper() for w in given):
            continue
        initials = [_initial(w) for w in given[:2]]
        for some in (initials, initials[:1]):
            yield f"{' '.join(some)} {surname}", flags | {"initials"} | case
            yield f"{surname} {' '.join(some)}", flags | {"initials"} | case


@cache
def function_words() -> frozenset[str]:
    """Words of Russian and English that a short surname must not be taken for («Не», "He")."""
    return frozenset(row["word"] for row in tr.rows("function-words.tsv"))


def _declined(surname: str) -> tuple[str, ...]:
    return word_forms(surname) if script(surname) == "Cyrl" else (surname,)


def _initial(word: str) -> str:
    """ "Ярослав" → "Я.", "Yakov" → "Ya." is not followed: one letter, as most texts have it, except what
    stands so."""
    return word if word.endswith(".") else word[0] + "."


# Transliteration


def _transliterated(entry: Entry, eastern: bool) -> Iterator[Name]:
    """The name in the scripts and spellings that the entry does not have by hand."""
    have = {n.text for n in entry.names}
    made = [*(_chinese(entry) if eastern else _russian(entry)), *_korean(entry)]
    for name in made:
        if name.text not in have:
            have.add(name.text)
            yield name


def _readable(text: str, system: str) -> bool:
    words = text.split()
    return bool(words) and all(tr.syllables(w, system) for w in words)


def _chinese(entry: Entry) -> Iterator[Name]:
    """From one of pinyin, Palladius and Wade-Giles the other two, with given names whole and with hyphens."""
    if not any(n.lang.startswith("zh") for n in entry.names):
        return
    pinyin = _pinyin(entry)
    if pinyin is None:
        return
    words = pinyin.split()
    surname = words[0]
    for joiner in (None, "-"):
        text = " ".join(tr.chinese(w, "pinyin", "palladius", joiner) for w in words)
        yield Name(text, "zh-Cyrl-x-pallad", "variant", text.split()[0])
        yield Name(_hard(text), "zh-Cyrl-x-pallad", "variant", text.split()[0])
    wade = tr.pinyin_to_wade(pinyin)
    yield Name(wade, "zh-Latn-wadegile", "variant", wade.split()[0])
    for joiner in ("", "-"):
        text = " ".join(tr.chinese(w, "pinyin", "pinyin", joiner) for w in words)
        yield Name(text, "zh-Latn-pinyin", "variant", surname)


def _hard(palladius: str) -> str:
    """The spelling without the soft sign inside a word, which older prints often leave out («Ланчжоу»)."""
    return re.sub(r"(?<=н)ь(?=-?[бвгджзклмнпрстфхцчш])", "", palladius)


def _pinyin(entry: Entry) -> str | None:
    """The name in pinyin: as it stands, or read from Palladius."""
    for name in entry.names:
        if name.lang in ("en", "zh-Latn-pinyin") and _readable(name.text, "pinyin") and "-" not in name.text:
            return name.text
    for name in entry.names:
        if name.lang in ("ru", "zh-Cyrl-x-pallad") and _readable(name.text, "palladius"):
            return tr.palladius_to_pinyin(name.text)
    return None


def _russian(entry: Entry) -> Iterator[Name]:
    """A Russian name in Latin letters by each scheme, if the bearer's own name is Russian (or no other is
    known)."""
    russian = [n for n in entry.names if n.lang == "ru" and n.surname and "." not in n.text]
    if not any(n.text.endswith(("вич", "вна", "ич")) for n in russian):
        return
    for name in russian:
        assert name.surname
        for scheme in tr.RUSSIAN:
            text, surname = tr.romanise(name.text, scheme), tr.romanise(name.surname, scheme)
            yield Name(text, "ru-Latn", "variant", surname)


def _korean(entry: Entry) -> Iterator[Name]:
    """A Korean name from Hangul by McCune-Reischauer, the Revised Romanization and Kontsevich."""
    for name in entry.names:
        if entry.kind == "person" and name.lang == "ko" and script(name.text) == "Hang":
            made = list(_from_hangul(name.text))
            yield from (Name(t, lang, "variant", t.split()[0]) for t, lang in made)
            yield from _with_usual_surname(entry, [t for t, lang in made if lang == "ko-Latn"])


def _with_usual_surname(entry: Entry, spelt: Iterable[str]) -> Iterator[Name]:
    """The given name by a system behind the surname as it is customary: "Pak Seong-cheol", "Kim Yeong-nam"."""
    usual = dict.fromkeys(n.surname for n in entry.names if n.surname and script(n.surname) == "Latn")
    for text in spelt:
        first, _, given = text.partition(" ")
        for surname in usual:
            if surname != first and given:
                yield Name(f"{surname} {given}", "ko-Latn", "variant", surname)


def _from_hangul(text: str) -> Iterable[tuple[str, str]]:
    """Latin and Cyrillic spellings of a name in Hangul; in Cyrillic also syllable by syllable, as the press
    had it."""
    for system in ("mr", "rr"):
        yield korean.name(text, system), "ko-Latn"
    for joiner in ("", " ", "-"):
        cyrillic = korean.name(text, "kontsevich", joiner)
        yield cyrillic, "ru"
        yield cyrillic.replace("ль", "р"), "ru"


# Places and organisations


def _thing(entry: Entry) -> Iterator[Made]:
    for name in entry.names:
        yield from _phrase(name.text, {name.type}, entry.kind)
    for text in _thing_spellings(entry):
        yield from _phrase(text, {"variant", "generated"}, entry.kind)


def _phrase(text: str, flags: set[str], kind: str) -> Iterator[Made]:
    if kind == "org" and not flags & {"abbreviation", "alias"} and " " not in text:
        flags = flags | {"common"}
    if "alias" in flags:
        flags = flags | {"weak"}
    if kind == "place" and script(text) == "Cyrl" and is_adjective(text):
        flags = flags | {"adjective"}
    yield text, flags
    if "abbreviation" in flags:
        if text.isupper() and text.isalpha() and len(text) <= 4:
            yield ".".join(text) + ".", flags | {"generated"}
        return
    if script(text) == "Cyrl":
        for form in phrase_forms(text)[1:]:
            yield form, flags | {"inflected"}


def _thing_spellings(entry: Entry) -> Iterator[str]:
    """Spellings of a place that no one wrote into its entry: Chinese by system, Russian names by scheme.

    Countries and continents have names of their own in every language: China is no Чина.
    """
    if entry.kind != "place" or entry.type in ("country", "continent"):
        return
    if any(n.lang.startswith("zh") for n in entry.names):
        pinyin = _pinyin(entry)
        if pinyin:
            yield pinyin
            yield tr.pinyin_to_wade(pinyin)
            yield tr.pinyin_to_palladius(pinyin)
            yield _hard(tr.pinyin_to_palladius(pinyin))
    russian = entry.name("ru") or entry.name("zh-Cyrl-x-pallad")
    if russian and russian.isalpha() and len(russian) > 4:
        yield from (tr.romanise(russian, scheme) for scheme in ("popular", "alalc"))
