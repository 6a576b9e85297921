"""A name in one script → the same name in another, by published tables.

Chinese goes by syllable between pinyin (ISO 7098:2015), the Palladius transcription and Wade-Giles (Giles
1912); Russian by letter between Cyrillic and Latin (BGN/PCGN 1947, ALA-LC 2012, ISO 9:1995). The tables are
data: `languages/palladius.tsv`, `languages/romanisation.ru.tsv`, `languages/hangul.tsv`. What cannot be read
in the source system is left as it stands, so every function takes running text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

LANGUAGES = Path(__file__).parent / "languages"

#: Systems for Chinese, the columns of `palladius.tsv`.
CHINESE = ("pinyin", "palladius", "wade")
#: Schemes for Russian, the columns of `romanisation.ru.tsv`.
RUSSIAN = ("bgn", "alalc", "iso9", "popular")

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'’ʼ`ʹ]|-(?=[^\W\d_]))*")
_APOSTROPHES = str.maketrans("’ʼ`‘", "'" * 4)
_VOWELS = frozenset("аеёиоуыэюяaeiouyüê")


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a tab-separated table in `languages/`; lines opening with "#" are comments."""
    lines = (LANGUAGES / name).read_text(encoding="utf-8").splitlines()
    head, *rest = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [dict(zip(head, [*row, *[""] * (len(head) - len(row))], strict=True)) for row in rest]


# Chinese


@cache
def _written() -> dict[str, dict[str, str]]:
    """system → pinyin syllable → its spelling."""
    table = rows("palladius.tsv")
    return {s: {row["pinyin"]: row[s] for row in table} for s in CHINESE}


@cache
def _read() -> dict[str, dict[str, str]]:
    """system → spelling → pinyin syllable; the regular spelling wins over those only met in print."""
    out: dict[str, dict[str, str]] = {s: {} for s in CHINESE}
    table = rows("palladius.tsv")
    for column in ("", "_also"):
        for system in CHINESE:
            spellings = [
                (form, row["pinyin"]) for row in table for form in row[system + column].split("|") if form
            ]
            for form, pinyin in spellings:
                out[system].setdefault(form, pinyin)
            for form, pinyin in spellings:
                out[system].setdefault(_plainer(form, system), pinyin)
    return out


def _plainer(spelling: str, system: str) -> str:
    """The spelling without э or, in Wade-Giles, without ü (in pinyin u and ü differ)."""
    if system == "palladius":
        return spelling.replace("э", "е")
    return spelling.replace("ü", "u") if system == "wade" else spelling


def syllables(word: str, system: str) -> list[str] | None:
    """The pinyin syllables of a word written in `system`, or None if it is not such a word.

    The fewest syllables win; among those, a reading without a syllable that begins with a vowel inside a run
    of letters, where the rules of pinyin and Palladius ask for an apostrophe or ъ.
    """
    spelt = unicodedata.normalize("NFC", word.lower()).translate(_APOSTROPHES)
    if system == "wade":
        parts = spelt.split("-")
    elif system == "palladius":
        parts = re.split(r"-|(?<=н)ъ", spelt)
    else:
        parts = re.split(r"[-']", _without_tones(spelt))
    out: list[str] = []
    for part in parts:
        split = _split(part, system)
        if split is None:
            return None
        out += split
    return out


def _without_tones(text: str) -> str:
    """Pinyin without tone marks; the diaeresis of ü stays."""
    bare = [c for c in unicodedata.normalize("NFD", text) if c not in "\u0300\u0301\u0304\u030c"]
    return unicodedata.normalize("NFC", "".join(bare))


def _split(word: str, system: str) -> list[str] | None:
    """Cheapest way to cut a run of letters into syllables (dynamic programming, linear in its length)."""
    table = _read()[system]
    best: list[tuple[float, int] | None] = [(0.0, 0), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 7), end):
            before = best[start]
            if before is None or word[start:end] not in table:
                continue
            cost = before[0] + 1 + (0.5 if start and word[start] in _VOWELS else 0)
            here = best[end]
            if here is None or cost < here[0]:
                best[end] = (cost, start)
    if best[-1] is None or not word:
        return None
    out, end = [], len(word)
    while end:
        step = best[end]
        assert step is not None
        out.append(table[word[step[1] : end]])
        end = step[1]
    return out[::-1]


def write(pinyin: list[str], system: str, joiner: str | None = None) -> str:
    """Syllables of one word spelt in `system`, joined as the system does it (`joiner` overrides)."""
    spelt = [_written()[system][s] for s in pinyin]
    if joiner is not None:
        return joiner.join(spelt)
    if system == "wade":
        return "-".join(spelt)
    out = spelt[0]
    for last, syllable in pairwise(spelt):
        out += _mark(last, syllable, system) + syllable
    return out


def _mark(last: str, syllable: str, system: str) -> str:
    """The separator that keeps two syllables apart: an apostrophe in pinyin, ъ after н of -ng in
    Palladius."""
    if system == "pinyin" and syllable[0] in "aeo":
        return "'"
    if system == "palladius" and syllable[0] in _VOWELS and last.endswith("н"):
        return "ъ"
    return ""


def chinese(text: str, source: str, target: str, joiner: str | None = None) -> str:
    """Text with each word that can be read in `source` respelt in `target` (see `CHINESE`); the rest stays,
    and so do words in small letters beside capitalised ones."""

    mixed = any(c.isupper() for c in text)

    def respell(match: re.Match[str]) -> str:
        if mixed and match[0].islower():
            return match[0]
        return "-".join(_respell(word, source, target, joiner) for word in _proper(match[0]))

    return _WORD.sub(respell, text)


def _proper(word: str) -> list[str]:
    """A word parted at hyphens before a capital ("Порт-Артур"), not inside a given name ("Энь-лай")."""
    if word.isupper():
        return [word]
    cuts = [0, *(m.end() for m in re.finditer("-", word) if word[m.end()].isupper()), len(word) + 1]
    return [word[a : b - 1] for a, b in pairwise(cuts)]


def _respell(word: str, source: str, target: str, joiner: str | None) -> str:
    pinyin = syllables(word, source)
    return word if pinyin is None else like(write(pinyin, target, joiner), word)


def like(word: str, model: str) -> str:
    """A word with the capitals of its model: all, the first, or none."""
    if len(model) > 1 and model.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def palladius_to_pinyin(text: str) -> str:
    """«Чжоу Энь-лай» → "Zhou Enlai"."""
    return chinese(text, "palladius", "pinyin")


def pinyin_to_palladius(text: str, joiner: str | None = None) -> str:
    """ "Zhou Enlai" → «Чжоу Эньлай», or with `joiner="-"` «Чжоу Энь-лай»."""
    return chinese(text, "pinyin", "palladius", joiner)


def pinyin_to_wade(text: str) -> str:
    """ "Zhou Enlai" → "Chou En-lai"."""
    return chinese(text, "pinyin", "wade")


def wade_to_pinyin(text: str) -> str:
    """ "Chou En-lai" → "Zhou Enlai". Where the apostrophe is left out, as print often does, the plain sound
    is read."""
    return chinese(text, "wade", "pinyin")


def palladius_to_wade(text: str) -> str:
    """«Чжоу Энь-лай» → "Chou En-lai"."""
    return chinese(text, "palladius", "wade")


def wade_to_palladius(text: str, joiner: str | None = None) -> str:
    """ "Chou En-lai" → «Чжоу Эньлай»."""
    return chinese(text, "wade", "palladius", joiner)


# Russian


@cache
def _letters(scheme: str) -> dict[str, tuple[str, str]]:
    """Letter → its Latin at the beginning of a syllable, and elsewhere."""
    if scheme not in RUSSIAN:
        raise ValueError(f"no such scheme for Russian: {scheme!r} (one of {', '.join(RUSSIAN)})")
    out = {}
    for row in rows("romanisation.ru.tsv"):
        first, _, rest = row[scheme].partition("+")
        out[row["letter"]] = (first, rest or first)
    return out


def romanise(text: str, scheme: str = "bgn") -> str:
    """Russian in Latin letters by `scheme` (see `RUSSIAN`); characters that are not Russian letters stay.

    "popular" also writes a final -ий or -ый as -y, as newspapers do.
    """
    table = _letters(scheme)
    text = unicodedata.normalize("NFC", text)
    if scheme == "popular":
        text = re.sub(r"[иы]й\b", "ы", re.sub(r"[ИЫ]Й\b", "Ы", text))
    out = []
    for i, c in enumerate(text):
        low = c.lower()
        if low not in table:
            out.append(c)
            continue
        before = text[i - 1].lower() if i else " "
        opens = before in "аеёиоуыэюяйъь" or not before.isalpha()
        latin = table[low][0 if opens else 1]
        out.append(latin if c == low else _capital(latin, text, i))
    return "".join(out)


def _capital(latin: str, text: str, i: int) -> str:
    """Щ is "Shch" in a word with small letters, "SHCH" among capitals."""
    around = text[max(0, i - 1) : i] + text[i + 1 : i + 2]
    letters = [c for c in around if c.isalpha()]
    return latin.upper() if letters and all(c.isupper() for c in letters) else latin[:1].upper() + latin[1:]


@cache
def _reverse(scheme: str) -> tuple[re.Pattern[str], dict[str, str]]:
    back: dict[str, str] = {}
    for letter, spelt in _letters(scheme).items():
        for latin in spelt:
            if latin:
                back.setdefault(latin, letter)
    if scheme == "popular":
        back |= {"x": "кс", "yo": "ё"}
    longest = sorted(back, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE), back


def cyrillise(text: str, scheme: str = "bgn") -> str:
    """Latin letters back in Russian: exact for "iso9" and "alalc"; for the others the likeliest letter.

    In BGN/PCGN and popular spelling y stands for й and ы: after a vowel й is read, elsewhere ы; popular -sky
    at the end of a word is -ский.
    """
    pattern, back = _reverse(scheme)
    if scheme in ("bgn", "popular"):
        text = text.translate(str.maketrans("'ʹ\"", "’’”"))

    def letter(match: re.Match[str]) -> str:
        latin = match[0]
        russian = back[latin.lower()]
        if latin.lower() == "y" and scheme in ("bgn", "popular"):
            before = text[match.start() - 1 : match.start()].lower()
            russian = "й" if before and before in "aeiouyë" else "ы"
        return like(russian, latin)

    text = unicodedata.normalize("NFC", text)
    out = pattern.sub(letter, text)
    return re.sub(r"([сц]к)ы\b", r"\1ий", out) if scheme == "popular" else out


# Likeness of sound


@cache
def _plain_letter(c: str) -> str:
    low = c.lower()
    if low in _FOLD:
        return _FOLD[low]
    if low in "ёйў":
        return {"ё": "е", "й": "й", "ў": "у"}[low]
    return "".join(x for x in unicodedata.normalize("NFD", low) if x.isalnum())


_FOLD = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "э": "е"}


def plain(text: str) -> str:
    """Letters and digits alone, small, without diacritics, apostrophes and spaces; ё and э as е."""
    return "".join(_plain_letter(c) for c in unicodedata.normalize("NFC", text))


_CYRILLIC_SOUND = dict(
    zip("абвгдеёжзийклмнопрстуфхцчшщыэюяьъ", "abvgdeeZziiklmnoprstufhcCSSieua  ", strict=True)
)
_LATIN_SOUND = (
    ("shch", "S"),
    ("sch", "S"),
    ("tch", "C"),
    ("tsh", "tS"),
    ("dzh", "Z"),
    ("kh", "h"),
    ("zh", "Z"),
    ("ch", "C"),
    ("sh", "S"),
    ("ts", "c"),
    ("tz", "c"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("qu", "kv"),
    ("ya", "a"),
    ("ia", "a"),
    ("yu", "u"),
    ("iu", "u"),
    ("ye", "e"),
    ("ie", "e"),
    ("yo", "e"),
    ("io", "e"),
    ("oo", "u"),
    ("ee", "i"),
    ("x", "ks"),
    ("c", "k"),
    ("q", "k"),
    ("w", "v"),
    ("j", "Z"),
    ("y", "i"),
)
_LATIN = dict(_LATIN_SOUND)
_LATIN_PATTERN = re.compile("|".join(re.escape(a) for a, _ in _LATIN_SOUND))
_VOWEL_SOUNDS = frozenset("aeiou")
#: Sounds that one tongue writes for the other's, and what the exchange costs (a strange sound costs 1).
_NEAR = {
    frozenset(pair): cost
    for cost, pairs in {
        0.3: "bp dt gk zs ZS vf gh cC iy",
        0.4: "Cc Zz Sc ZC SC kh hk",
        0.5: "cs cz vu kC kc hS nm Zi Zg Ci lr",
    }.items()
    for pair in pairs.split()
}
#: Endings of Russian names in oblique cases, the longest first.
_ENDINGS = (
    "ого",
    "ому",
    "ыми",
    "ими",
    "ой",
    "ей",
    "ом",
    "ем",
    "ым",
    "им",
    "ию",
    "ия",
    "ии",
    "ий",
    "ый",
    "а",
    "я",
    "у",
    "ю",
    "е",
    "и",
    "ы",
    "о",
    "ь",
    "й",
)


def sound_key(form: str, lang: str) -> str:
    """The sounds of a name as a short string in one alphabet for Cyrillic and Latin: what sounds alike in
    Russian and in English spelling gets the same letters. `lang` decides how Latin is read: "zh" by pinyin or
    Wade-Giles."""
    if lang.startswith("zh") and form.isascii():
        for system in ("pinyin", "wade"):
            spelt = chinese(form, system, "palladius")
            if spelt != form:
                form = spelt
                break
    text = plain(form)
    if any("а" <= c <= "я" for c in text):
        sounds = "".join(_CYRILLIC_SOUND.get(c, c) for c in text).replace(" ", "")
        sounds = sounds.replace("dZ", "Z")
    else:
        sounds = _LATIN_PATTERN.sub(lambda m: _LATIN[m[0]], text)
    return re.sub(r"(.)\1+", r"\1", sounds)


def _cost(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if a in _VOWEL_SOUNDS and b in _VOWEL_SOUNDS:
        return 0.35
    return _NEAR.get(frozenset((a, b)), 1.0)


def _distance(a: str, b: str) -> float:
    """Edit distance of two sound keys; a vowel or a weak h left out costs less than a consonant."""
    before = [0.0]
    for y in b:
        before.append(before[-1] + _gap(y))
    for x in a:
        row = [before[0] + _gap(x)]
        for j, y in enumerate(b):
            row.append(min(before[j] + _cost(x, y), before[j + 1] + _gap(x), row[j] + _gap(y)))
        before = row
    return before[-1]


def _gap(c: str) -> float:
    return 0.4 if c in _VOWEL_SOUNDS else 0.6 if c == "h" else 1.0


def _likeness(a: str, b: str) -> float:
    return 1 - _distance(a, b) / max(len(a), len(b), 1)


def _stems(russian: str) -> list[str]:
    """The name as it stands and without each ending it may have in an oblique case."""
    low = russian.lower()
    cut = [low[: -len(e)] for e in _ENDINGS if low.endswith(e) and len(low) - len(e) >= 3]
    return [low, *cut]


def _readings(latin: str) -> list[str]:
    """Sound keys of a Latin name: as it is spelt, and as pinyin, Wade-Giles and Korean where it can be read
    so."""
    keys = [sound_key(latin, "en")]
    for system in ("pinyin", "wade"):
        words = _WORD.findall(latin)
        if words and all(syllables(w, system) for w in words):
            keys.append(sound_key(chinese(latin, system, "palladius"), "ru"))
    bare = re.sub(r"(?:iy|ii|yi|y|i|ij)$", "", latin.lower())
    if bare != latin.lower() and len(bare) > 3:
        keys.append(sound_key(bare, "en"))
    return list(dict.fromkeys(keys))


@cache
def _similarity(russian: str, latin: str) -> float:
    heard = _readings(latin)
    best = 0.0
    for n, stem in enumerate(_stems(russian)):
        key = sound_key(stem, "ru")
        best = max(best, max(_likeness(key, h) for h in heard) - (0.02 if n else 0.0))
    return max(0.0, best)


def similarity(one: str, other: str) -> float:
    """How alike two names sound, 0 to 1; each may be Cyrillic (in any case) or Latin (by any system known
    here)."""
    if any("а" <= c.lower() <= "ё" for c in other):
        one, other = other, one
    if any("а" <= c.lower() <= "ё" for c in other):
        return max(
            _likeness(sound_key(a, "ru"), sound_key(b, "ru")) for a in _stems(one) for b in _stems(other)
        )
    if any("а" <= c.lower() <= "ё" for c in one):
        return _similarity(one, other)
    return max(_likeness(a, b) for a in _readings(one) for b in _readings(other))


def transliteration_similarity(ru: str, en: str) -> float:
    """How likely an English name is the Russian one in Latin letters, 0 to 1 (0.8 and more: nearly always).

    The Russian name may stand in an oblique case. Words are compared in order; hyphens and spaces do not
    count.
    """
    return _similarity(ru, en)
