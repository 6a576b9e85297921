"""Names that OCR hurt: what stands where a name is likely, and is nearly one that is likely here.

Likely here are the persons, places and organisations that the document names undamaged in any language, its
participants and speakers. A place in the text is suspicious where the word is in no dictionary and is shaped
like a name, marked like one or introduced like one; far more so where the other language has the name and
this one lacks it.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.authority import Authority
from pipeline.authority.inflection import name_forms, phrase_forms
from pipeline.model import Entity
from pipeline.names.found import LABEL, LISTED, Found, Layer
from pipeline.names.passage import Passage, Token
from pipeline.names.shape import eastern_shape, has_title, is_initial
from pipeline.names.vocabulary import is_word
from pipeline.transliteration import similarity

#: Share of a form's letters that may be hurt: nothing but the look speaks for it, and the other language does
#: too.
ALONE, EXPECTED = 0.24, 0.45
#: How much more damage is believed for what the other language names, where another name is nearer.
FOR_WANTED = 0.25
#: Least share of letters in their places that a damaged name has kept, however alike the others look.
RESEMBLES = 0.34
#: The same in clean English, where the other language speaks for the name.
PRINTED = 0.15
#: Damaged share up to which a name in no list is one of the authority.
NEARLY = 0.13
#: Likeness of sound from which a name in clean English is another spelling, and not hurt.
_SPELLING = 0.9
#: By how much a word must sound more like the name in another language than its reading does, to be no damage.
BETTER = 0.02
#: Damaged share that is next to nothing.
SLIGHT = 0.05
_LONGEST = 3
_SAME_CASE = frozenset({("а", "я"), ("у", "ю"), ("ы", "и"), ("о", "е"), ("я", "а"), ("ю", "у"), ("и", "ы")})


@dataclass(frozen=True, slots=True)
class Form:
    """An undamaged form of a likely entity; `letters` is it without spaces and hyphens, in small letters."""

    text: str
    letters: str
    ref: str
    kind: str
    is_nominative: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """The likely form nearest to a damaged word."""

    form: Form
    cost: float  # damaged share of the letters
    rival: float  # that of the best form of any other entity


def letters(text: str) -> str:
    """The letters and digits of a text, small, ё as е: what damage is measured over."""
    return "".join(c for c in text.lower().replace("ё", "е") if c.isalnum())


def likely_forms(
    lang: str,
    refs: Sequence[str],
    authority: Authority,
    entities: Mapping[str, Entity],
    hyphened: frozenset[str],
) -> list[Form]:
    """Forms by which the likely entities may stand in a language: no lone Chinese surnames, no initials.
    Names in `hyphened` (ids) are read with hyphens where that is their only difference: the document writes
    them so.
    """
    wanted = frozenset(refs)
    out: dict[tuple[str, str], Form] = {}
    for text, id, flags in authority.forms(lang):
        short = "abbreviation" in flags
        if id in wanted and not {"weak", "initials", "sic"} & flags and (len(letters(text)) > 3 or short):
            at = (letters(text), id)
            if at not in out or (("-" in text) > ("-" in out[at].text) and id in hyphened):
                out[at] = Form(text, letters(text), id, entities[id].kind, "inflected" not in flags)
    for id in wanted - authority.entities.keys():
        for text, form_lang in entities[id].forms:
            if form_lang == lang and len(letters(text)) > 3:
                for n, case in enumerate(_cases(text, entities[id].kind, lang)):
                    out.setdefault((letters(case), id), Form(case, letters(case), id, entities[id].kind, n == 0))
    return sorted(out.values(), key=lambda f: (f.letters, f.ref, f.text))


def _cases(name: str, kind: str, lang: str) -> list[str]:
    """A name in all cases, the nominative first."""
    if lang != "ru" or "." in name:
        return [name]
    words = tuple(name.split())
    if kind == "person":
        return list(dict.fromkeys([name, *(" ".join(f) for f in name_forms(words, eastern_shape(name) >= 0.8))]))
    return list(dict.fromkeys([name, *phrase_forms(name)]))


@cache
def measure(lang: str) -> Callable[[str, str], float]:
    """(damaged, clean) → cost of the damage in letters."""
    try:
        from pipeline.confusion import cost
    except ImportError:
        from rapidfuzz.distance import Levenshtein

        return lambda damaged, clean: float(Levenshtein.distance(damaged, clean))
    return lambda damaged, clean: cost(damaged, clean, lang)


class Finder:
    """Finds the likely form nearest to what stands in a text of one language. `often` are the ids of those
    who take part or are named again and again: of them more damage is believed. `abroad`: names in other languages by id.
    """

    def __init__(
        self,
        lang: str,
        forms: Sequence[Form],
        often: frozenset[str] = frozenset(),
        abroad: Mapping[str, Sequence[str]] | None = None,
    ):
        self.lang = lang
        self.often = often
        self._abroad = abroad or {}
        self.forms = [f for f in forms if len(f.letters) > 3]
        self.short = [f for f in forms if f.text.isupper() and 3 <= len(f.text) <= 5]
        self._cost = measure(lang)
        self._seen: dict[str, Match | None] = {}

    def sounds_better(self, text: str, form: Form) -> bool:
        """Is a word more like the name in Latin letters than the form that it would be read as?"""
        return any(similarity(text, other) > similarity(form.text, other) + BETTER for other in self._abroad.get(form.ref, ()))

    def cost(self, damaged: str, clean: str) -> float:
        """Cost of the damage in letters; a hard ending for a soft one is cheap, for it keeps the case."""
        kept = 0.3 if (damaged[-1:], clean[-1:]) in _SAME_CASE else 0.0
        return max(0.0, self._cost(damaged, clean) - kept)

    def nearest(self, text: str) -> Match | None:
        """The best form of any entity, with how far the next entity is; None if nothing is near."""
        damaged = letters(text)
        if damaged not in self._seen:
            self._seen[damaged] = self._nearest(damaged)
        return self._seen[damaged]

    def nearest_of(self, text: str, missing: Counter[str]) -> Match | None:
        """The best form of the entities that are missing here; an abbreviation with one letter hurt is one."""
        damaged = letters(text)
        wanted = frozenset(ref for ref, n in missing.items() if n > 0)
        if text.isupper() and 3 <= len(text) <= 5:
            near = [f for f in self.short if f.ref in wanted and _one_off(damaged, f.letters)]
            return Match(near[0], 0.2, 1.0) if len({f.ref for f in near}) == 1 else None
        forms = [f for f in self.forms if f.ref in wanted and abs(len(f.letters) - len(damaged)) < 4]
        if len(damaged) < 4 or not forms:
            return None
        scored = sorted((self.cost(damaged, f.letters) / len(f.letters), n) for n, f in enumerate(forms))
        return Match(forms[scored[0][1]], scored[0][0], 1.0)

    def _nearest(self, damaged: str) -> Match | None:
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        if len(damaged) < 4:
            return None
        near = process.extract(
            damaged,
            [f.letters for f in self.forms],
            scorer=Levenshtein.normalized_distance,
            score_cutoff=0.55,
            limit=12,
        )
        scored = sorted(
            (self.cost(damaged, self.forms[i].letters) / len(self.forms[i].letters), n, i)
            for n, (_, _, i) in enumerate(near)
        )
        if not scored:
            return None
        best = self.forms[scored[0][2]]
        rival = min((c for c, _, i in scored if self.forms[i].ref != best.ref), default=1.0)
        return Match(best, scored[0][0], rival)


def find(layer: Layer, lang: str, finder: Finder, expected: Mapping[int, Counter[str]]) -> None:
    """Add the damaged names of one language. `expected`: passage → entities that the other language has there
    more often than this one.
    """
    for passage in layer.passages:
        if passage.lang == lang:
            _passage(layer, passage, finder, Counter(expected.get(passage.n, ())))


def _passage(layer: Layer, passage: Passage, finder: Finder, missing: Counter[str]) -> None:
    candidates = [c for w in windows(passage, layer) if (c := _candidate(passage, w, finder, missing, layer))]
    candidates = _whole(candidates)
    candidates.sort(key=lambda c: (c[0], c[1].start))
    for _, found, is_whole in candidates:
        if layer.free(found.n, found.start, found.end, over_weak=True) or (is_whole and _extends(found, layer)):
            layer.add(found, over=True)
            if found.ref:
                missing[found.ref] -= 1


#: Worth (the less the better), name, and whether it is the whole of a name of several words of which hardly anything is wrong.
_Candidate = tuple[float, Found, bool]


def _whole(candidates: list[_Candidate]) -> list[_Candidate]:
    """Without those that are part of a whole name: "Kim II" of "Kim II Sung"."""
    sure = [f for _, f, is_whole in candidates if is_whole]
    return [
        (cost, f, is_whole)
        for cost, f, is_whole in candidates
        if not any(o.start <= f.start and f.end <= o.end and o.end - o.start > f.end - f.start for o in sure)
    ]


def _is_whole(run: Sequence[Token], match: Match) -> bool:
    return len(run) > 1 and match.cost <= SLIGHT and len(match.form.text.split()) == len(run) and all(t.is_capital for t in run)


def windows(passage: Passage, layer: Layer) -> list[tuple[Token, ...]]:
    """Runs of one to three neighbouring words that no name covers."""
    out = []
    tokens = passage.tokens
    for i in range(len(tokens)):
        for k in range(1, _LONGEST + 1):
            run = tokens[i : i + k]
            free = layer.free(passage.n, run[0].start, run[-1].end, over_weak=k > 1) or _goes_on(passage, run, layer)
            if len(run) < k or not _close(passage, run) or is_initial(passage, run[-1]):
                break
            if not free:
                if k == 1:
                    continue
                break
            out.append(run)
    return out


def _extends(found: Found, layer: Layer) -> bool:
    """Does it begin with the one name that stands there and go on?"""
    inside = [f for f in layer.of(found.n) if f.start < found.end and found.start < f.end]
    return len(inside) == 1 and inside[0].start == found.start and inside[0].end < found.end


def _goes_on(passage: Passage, run: Sequence[Token], layer: Layer) -> bool:
    """May a name that was found be part of a longer one ("Ким Ир" of «Ким Ир Сек»)? All words with capitals, the last in no name."""
    if not 1 < len(run) <= _LONGEST or not all(t.is_capital for t in run):
        return False
    inside = [f for f in layer.of(passage.n) if f.start < run[-1].end and run[0].start < f.end]
    return len(inside) == 1 and inside[0].kind == "person" and inside[0].start == run[0].start and (
        inside[0].end < run[-1].end or len(run) < _LONGEST
    )


def _close(passage: Passage, run: Sequence[Token]) -> bool:
    return all(re.fullmatch(r"\W{1,3}", passage.text[a.end : b.start]) for a, b in itertools.pairwise(run))


def _candidate(
    passage: Passage, run: Sequence[Token], finder: Finder, missing: Counter[str], layer: Layer
) -> _Candidate | None:
    from rapidfuzz.distance import Levenshtein

    start, end = run[0].start, run[-1].end
    text = passage.text[start:end]
    look = suspicion(passage, run)
    if look <= -1 and (len(run) < 2 or not _hurt(passage, run)):
        return None
    if -1 < look <= 0 and not missing:
        return None
    match = finder.nearest(text)
    if look <= -1:
        if match is None or not _only_one_hurt(passage, run, match):
            return None
        look = 1.0
    if (match is None or missing[match.form.ref] <= 0) and look > 0:
        wanted_one = finder.nearest_of(text, missing)
        if match is None or (wanted_one is not None and wanted_one.cost < match.cost + FOR_WANTED):
            match = wanted_one
    if not layer.free(passage.n, start, end, over_weak=True) and not (match and _is_whole(run, match)):
        return None
    if match is None or not _same_shape(run, match.form) or is_derived(run, match.form, passage.lang):
        return None
    wanted = missing[match.form.ref] > 0
    if not any(t.is_capital for t in run) and not (wanted and (len(run) == 1 or _has_hyphen_shape(run))):
        return None
    alone = ALONE if passage.lang != "en" and match.form.ref in finder.often else ALONE / 2
    expected = EXPECTED if passage.lang != "en" else PRINTED
    limit = (expected if wanted else alone) * min(1.0, 0.5 + 0.25 * look)
    if Levenshtein.normalized_similarity(letters(text), match.form.letters) < RESEMBLES:
        return None
    if (
        match.cost > limit
        or (match.rival - match.cost < 0.06 and not wanted)
        or (look <= 0 and match.cost > 0.2)
    ):
        return None
    if match.form.kind == "person" and not wanted and _beside_name(passage, run):
        return None
    if not wanted and len(match.form.letters) < 6 and Levenshtein.distance(letters(text), match.form.letters) > 1:
        return None
    found = Found(passage.n, start, end, match.form.kind, passage.lang, ref=match.form.ref)
    if _is_spelling(text, match.form.text) if passage.lang == "en" else _is_transcription(text, match.form, finder):
        found.cert, found.evidence = round(max(0.5, 0.97 - match.cost), 2), ["another spelling"]
        return match.cost, found, _is_whole(run, match)
    found.reading = cased(match.form.text, text)
    found.cert = round(max(0.5, 0.97 - match.cost - (0.0 if wanted else 0.1)), 2)
    found.evidence = ["damaged"] + (["named in the other language"] if wanted else [])
    return match.cost - 0.15 * wanted, found, _is_whole(run, match)


def _only_one_hurt(passage: Passage, run: Sequence[Token], match: Match) -> bool:
    """Of a name of several words, is just one hurt, and a little («Советским Сеюзом»)?"""
    words = match.form.text.split()
    if len(run) != len(words) or match.cost > SLIGHT:
        return False
    other = [t for t, w in zip(run, words) if letters(t.text) != letters(w)]
    return len(other) == 1 and other == _hurt(passage, run)


def _hurt(passage: Passage, run: Sequence[Token]) -> list[Token]:
    """The words with a capital that no dictionary has."""
    return [t for t in run if t.is_capital and not is_word(t.text, passage.lang)]


def _is_spelling(text: str, form: str) -> bool:
    """Is a name of clean English, every word of which is written as names are, another romanisation ("Pak Heon-yeong")?"""
    proper = all(re.fullmatch(r"[^\W\d_a-z][^\W\d_A-Z]*(?:[-'’][^\W\d_]+)*", w) for w in text.split())
    return proper and letters(text) != letters(form) and similarity(text, form) >= _SPELLING


#: What the systems for Korean write for one sound.
_AFFRICATE = re.compile("чж|дж|дз|ж|д(?=[иь])")


def _is_transcription(text: str, form: Form, finder: Finder) -> bool:
    """Is a name of a Russian text another transcription («Чхондин» for «Чхонджин»), or does it sound more like the name in other
    languages than the form does?"""
    if not re.fullmatch(r"[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁа-яё][а-яё]*)*", text):
        return False
    same = _AFFRICATE.sub("ж", letters(text)) == _AFFRICATE.sub("ж", form.letters)
    return same or finder.sounds_better(text, form)


def _beside_name(passage: Passage, run: Sequence[Token]) -> bool:
    """Does a capitalised word stand beside a word of clean English, so that both are another name ("Hermann Axen")?"""
    at, tokens = passage.at(run[0].start), passage.tokens
    beside = [
        t
        for t, gap in (
            (tokens[at - 1], passage.text[tokens[at - 1].end : run[0].start]) if at else (None, ""),
            (tokens[at + len(run)], passage.text[run[-1].end : tokens[at + len(run)].start])
            if at + len(run) < len(tokens)
            else (None, ""),
        )
        if t is not None and gap == " " and t.is_capital
    ]
    keys = ("stop", "titles", "honorifics", "nationalities", "org_heads")
    return any(not any(passage.facts.has(k, t.text) for k in keys) and not is_word(t.text, passage.lang) for t in beside)


def _one_off(one: str, two: str) -> bool:
    return len(one) == len(two) and sum(a != b for a, b in zip(one, two)) == 1


def is_derived(run: Sequence[Token], form: Form, lang: str) -> bool:
    """A word that begins like the name («японцев» beside «Японии») and goes on otherwise is its kin, not its
    ruin.
    """
    if len(run) > 1:
        return False
    word = letters(run[0].text)
    same = _shared(word, form.letters)
    if is_word(run[0].text, lang) and same >= 4:
        return True
    return same >= 5 and len(word) - len(form.letters) >= 2


def _shared(one: str, two: str) -> int:
    """How many letters two words share at the beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, two)) if a != b), min(len(one), len(two)))


def cased(form: str, damaged: str) -> str:
    """A form in capitals where what stands for it is."""
    letters_ = [c for c in damaged if c.isalpha()]
    return (
        form.upper()
        if len(letters_) > 3 and sum(c.isupper() for c in letters_) > 0.7 * len(letters_)
        else form
    )


def _same_shape(run: Sequence[Token], form: Form) -> bool:
    """A name of several words is not read into a single short one, nor one word into three."""
    words = len(form.text.split())
    if len(run) > words and all(t.is_capital and len(t.text) > 2 for t in run):
        return False  # two names are not one that was split
    return abs(words - len(run)) <= 1 and abs(sum(len(t.text) for t in run) - len(form.letters)) <= 3


def suspicion(passage: Passage, run: Sequence[Token]) -> float:
    """How much a run of words looks like a damaged name, from -1 (plain words) to 2."""
    first = run[0]
    if any(passage.facts.has("nationalities", t.text) or passage.facts.has("stop", t.text) for t in run):
        return -1.0
    unknown = [t for t in run if not is_word(t.text, passage.lang)]
    inside = first.is_capital and not first.opens
    if not unknown:
        return 0.4 * inside if len(run) == 1 else -0.5 + 0.5 * inside + 0.5 * _has_hyphen_shape(run)
    look = 0.5 if first.is_capital or any(t.is_capital for t in run) else -0.5
    look += 0.5 * inside
    look += 1.0 * _has_hyphen_shape(run)
    look += 1.0 * has_title(passage, first.start)
    look += 0.5 * _after_preposition(passage, first)
    look += 0.5 * _is_marked(passage, run)
    return min(2.0, look)


def _has_hyphen_shape(run: Sequence[Token]) -> bool:
    """Xxx Xxx-xxx, as Chinese names stood in print until the 1950s."""
    return len(run) == 2 and re.fullmatch(r"[^\W\d_]{2,5}-[^\W\d_]{1,6}", run[1].text) is not None


def _after_preposition(passage: Passage, first: Token) -> bool:
    at = passage.at(first.start)
    return at > 0 and any(
        passage.facts.has(key, passage.tokens[at - 1].text)
        for key in ("place_prepositions", "weak_prepositions")
    )


def _is_marked(passage: Passage, run: Sequence[Token]) -> bool:
    span = passage.span(run[0].start, run[-1].end)
    return any(m.rend in ("underline", "bold") and m.span.overlaps(span) for m in passage.unit.marks)


def read_labels(layer: Layer, lang: str, finder: Finder, authority: Authority) -> None:
    """What damaged labels of speeches and names in lists should read: the nearest form of the person they are known to name. A
    label is in the nominative."""
    for found in layer:
        if found.lang != lang or found.ref is None or found.evidence[:1] not in ([LABEL], [LISTED]):
            continue
        text = without_initials(layer.passages[found.n].text[found.start : found.end])
        if any(id == found.ref for id, _ in authority.automaton(lang).lookup(text)):
            if found.evidence[0] == LABEL:
                found.reading = text[0].upper() + text[1:] if text[0].islower() else None
            continue
        if found.evidence[0] == LISTED and (found.ref not in authority.entities or lang == "en"):
            continue
        forms = [
            f
            for f in finder.forms
            if f.ref == found.ref and (f.is_nominative or found.evidence[0] == LISTED) and len(f.text.split()) == len(text.split())
        ] or [f for f in finder.forms if f.ref == found.ref and f.is_nominative and "." not in text]
        scored = sorted((finder.cost(letters(text), f.letters), n) for n, f in enumerate(forms))
        share = 0.6 if found.evidence[0] == LABEL else ALONE
        if scored and scored[0][0] <= share * len(forms[scored[0][1]].letters):
            best = forms[scored[0][1]]
            found.reading = None if finder.sounds_better(text, best) else cased(best.text, text)


_INITIALS = re.compile(r"(?:(?<!\w)(?:[A-ZА-ЯЁ][a-zа-яё]?)\.[\s-]?)+")


def without_initials(name: str) -> str:
    """A name without its initials; initials alone stay."""
    return _INITIALS.sub("", name).strip() or name


def adopt(
    layer: Layer,
    new: Sequence[Entity],
    authority: Authority,
    entities: Mapping[str, Entity],
    year: int | None,
) -> None:
    """A Russian name in no list that is all but one of the authority, and that no other language has, is that
    name.
    """
    strange = {e.id for e in new if e.kind != "org" and all(lang == "ru" for _, lang in e.forms)}
    plain = {e.id for e in new if not e.evidence}  # nothing speaks for their kind
    mentions = [f for f in layer if f.ref in strange]
    if not mentions:
        return
    known = [id for id, e in authority.entities.items() if e.kind != "org" and _lived(e, year)]
    finder = Finder("ru", likely_forms("ru", known, authority, entities, frozenset()))
    for found in mentions:
        passage = layer.passages[found.n]
        words = [t.text for t in passage.tokens if found.start <= t.start < found.end and len(t.text) > 1]
        match = finder.nearest(" ".join(words))
        if match is None or len(match.form.letters) < 6:
            continue
        if match.form.kind != found.kind and found.ref not in plain:
            continue
        if match.cost <= NEARLY and match.rival - match.cost > 0.08 and _initials_fit(passage, found, match):
            found.ref, found.kind = match.form.ref, match.form.kind
            found.cert, found.reading = 0.6, match.form.text
            found.evidence = ["damaged", "all but a name of the authority"]


def _lived(entity: Entity, year: int | None) -> bool:
    """Could someone be spoken with, or a place of, at the time?"""
    if year is None or entity.kind != "person":
        return True
    born = int(entity.born[:4]) if entity.born and entity.born[:4].isdigit() else year - 40
    died = int(entity.died[:4]) if entity.died and entity.died[:4].isdigit() else year
    return born + 14 <= year <= died


def _initials_fit(passage: Passage, found: Found, match: Match) -> bool:
    """No initials: the form has none to compare them with."""
    return match.form.kind != "person" or "." not in passage.text[found.start : found.end]


def expected_names(layer: Layer, counterparts: Mapping[int, tuple[int, ...]]) -> dict[int, Counter[str]]:
    """Passage → entities that its counterparts name more often than it does."""
    out: dict[int, Counter[str]] = {}
    for n, others in counterparts.items():
        theirs = Counter(f.ref for m in others for f in layer.of(m) if f.ref)
        back = {k for m in others for k in counterparts.get(m, ())}
        ours = Counter(f.ref for k in back | {n} for f in layer.of(k) if f.ref)
        out[n] = Counter({r: c - ours[r] for r, c in theirs.items() if r and c > ours[r]})
    return out
