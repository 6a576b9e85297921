"""Names in no list → new entities: phrases that look like names, gathered by what they share, paired across
languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.authority.matcher import Matcher
from pipeline.model import Entity
from pipeline.names.found import Found, Layer
from pipeline.names.identity import english_form, slug, unused
from pipeline.names.language import language, plain
from pipeline.names.pairing import Side, pair
from pipeline.names.passage import Passage
from pipeline.names.recogniser import Marker, vote
from pipeline.names.shape import KINDS, Phrase, has_title, is_verb, phrases, weigh
from pipeline.names.stem import is_oblique, key, nominative
from pipeline.names.vocabulary import is_word

#: Sum of evidence from which a phrase is taken for a name; a single common word needs more.
ENOUGH, ENOUGH_FOR_WORD = 1.65, 3.0


_LISTED = re.compile(r",?\s*(?:and|or|и|или)?\s*(?:the\s)?|\s*/\s*")


@dataclass
class Cluster:
    """Phrases of one language that are forms of one name."""

    lang: str
    key: str
    phrases: list[Phrase] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 0.0))
    evidence: set[str] = field(default_factory=set)
    prior: float = 0.0
    partner: Cluster | None = None
    known: str | None = None  # id of the entity that the other language names in its place

    @property
    def surfaces(self) -> Counter[str]:
        """The forms seen, initials left out, with how often."""
        return Counter(" ".join(p.words) for p in self.phrases)

    @property
    def places(self) -> Counter[int]:
        """Numbers of the passages it stands in, with how often."""
        return Counter(p.passage.n for p in self.phrases)

    @property
    def weights(self) -> dict[str, float]:
        """What speaks for each kind; a name of which nothing else is known is likeliest a person's."""
        return {k: v + (0.4 if k == "person" and self.prior else 0.0) for k, v in self.scores.items()}

    @property
    def kind(self) -> str:
        """The kind that most speaks for."""
        weights = self.weights
        return max(KINDS, key=lambda k: (weights[k], -KINDS.index(k)))

    @property
    def name(self) -> str:
        """The name as it would stand in a list."""
        if self.lang == "ru":
            subjects = Counter(
                " ".join(p.words) for p in self.phrases if p.is_subject and not is_oblique(p.words[-1])
            )
            if subjects:
                return max(subjects, key=lambda s: (len(s.split()), subjects[s], s))
            return nominative(self.surfaces, self.kind)
        return max(self.surfaces, key=lambda s: (self.surfaces[s], len(s), s))

    def take(self, phrase: Phrase) -> None:
        """Add a phrase with its evidence."""
        self.phrases.append(phrase)
        for kind in KINDS:
            self.scores[kind] += phrase.scores[kind]
        self.evidence |= phrase.evidence
        self.prior = max(self.prior, phrase.prior)

    @property
    def is_enough(self) -> bool:
        """Is there evidence enough for a name of one kind?"""
        weights = self.weights
        best = weights[self.kind]
        others = max(v for k, v in weights.items() if k != self.kind)
        word = max((w for p in self.phrases for w in [p.text]), key=len)
        common = (
            " " not in word
            and "-" not in word
            and not word.isupper()
            and is_word(word, self.lang, often=1000)
        )
        return (
            best + self.prior >= (ENOUGH_FOR_WORD if common else ENOUGH)
            and best >= 1.15 * others
            and best > 0
        )


def discover(
    layer: Layer,
    counterparts: Mapping[int, tuple[int, ...]],
    entities: Mapping[str, Entity],
    mark: Marker | None = None,
) -> tuple[Entity, ...]:
    """Add the names that no list has to the layer; returns the entities they mean, new ones only. `mark` is a
    statistical recogniser that votes."""
    found = [p for passage in layer.passages for p in phrases(passage, layer)]
    for phrase in found:
        weigh(phrase, layer)
    if mark is not None:
        vote(found, mark)
    _coordinate(found, layer)
    clusters = gather(found)
    _pair(clusters, layer, counterparts, entities)
    translated = {n for n in counterparts if layer.passages[n].unit.zone == "original"}
    accepted = [c for c in clusters if _is_name(c) and not _is_rubble(c, translated)]
    new, forms = _entities(accepted, entities)
    _tag(layer, forms, {**entities, **{e.id: e for e in new}})
    return tuple(new)


def _is_name(cluster: Cluster) -> bool:
    return (
        cluster.known is not None
        or cluster.is_enough
        or (cluster.partner is not None and cluster.partner.is_enough)
    )


def _is_rubble(cluster: Cluster, translated: set[int]) -> bool:
    """Is it a word of a Russian original that only its capital makes a name, and that the translation lacks?"""
    if cluster.lang != "ru" or cluster.partner is not None or cluster.known is not None:
        return False
    return max(cluster.scores.values()) < 1.2 and all(n in translated for n in cluster.places)


def _coordinate(found: Sequence[Phrase], layer: Layer) -> None:
    """What is listed together is of one kind: "Molotov, Malenkov and Saburov"."""
    for phrase in found:
        for other, gap in _neighbours(phrase, layer):
            if _LISTED.fullmatch(gap):
                phrase.add(other.kind, 0.35 if gap.strip() == "," else 1.2, "listed with a name of its kind")
    for one, two in pairwise(found):
        if one.passage is two.passage and _LISTED.fullmatch(one.passage.text[one.end : two.start]):
            _share(one, two)


def _share(one: Phrase, two: Phrase) -> None:
    """Neighbours in a list share what is known of them."""
    before = dict(one.scores), dict(two.scores)
    share = 0.4 if one.passage.text[one.end : two.start].strip() == "," else 0.6
    for kind in KINDS:
        one.scores[kind] += share * before[1][kind]
        two.scores[kind] += share * before[0][kind]
    one.prior = two.prior = max(one.prior, two.prior)


def _neighbours(phrase: Phrase, layer: Layer) -> list[tuple[Found, str]]:
    passage = phrase.passage
    out = []
    before, after = layer.before(passage.n, phrase.start), layer.after(passage.n, phrase.end)
    if before is not None and phrase.start - before.end < 12:
        out.append((before, passage.text[before.end : phrase.start]))
    if after is not None and after.start - phrase.end < 12:
        out.append((after, passage.text[phrase.end : after.start]))
    return [(f, gap) for f, gap in out if gap.strip()]


def gather(found: Sequence[Phrase]) -> list[Cluster]:
    """Clusters in the order of their first phrase. A single word joins the longer name it is the surname of."""
    clusters: dict[tuple[str, str], Cluster] = {}
    for phrase in found:
        at = (phrase.passage.lang, key(phrase.words, phrase.passage.lang))
        clusters.setdefault(at, Cluster(*at)).take(phrase)
    whole = [c for c in clusters.values() if " " in c.key and c.kind == "person"]
    for cluster in list(clusters.values()):
        if " " in cluster.key:
            continue
        owners = [
            w
            for w in whole
            if w.lang == cluster.lang and cluster.key in (w.key.split()[-1], w.key.split()[0])
        ]
        if len(owners) == 1:
            for phrase in cluster.phrases:
                owners[0].take(phrase)
            del clusters[cluster.lang, cluster.key]
    return list(clusters.values())


def _pair(
    clusters: Sequence[Cluster],
    layer: Layer,
    counterparts: Mapping[int, tuple[int, ...]],
    entities: Mapping[str, Entity],
) -> None:
    """Find for each cluster the one of the other language, or the known entity, that stands in its place."""
    if not counterparts:
        return
    sides = [Side(c.lang, c.name, c.places, c) for c in clusters]
    sides += _known_sides(layer, entities)
    for one, two, why in pair(sides, counterparts):
        _join(one.owner, two.owner, why, entities)


def _join(one: object, two: object, why: str, entities: Mapping[str, Entity]) -> None:
    if isinstance(one, Cluster) and isinstance(two, Cluster):
        one.partner, two.partner = two, one
        total = {
            k: one.scores[k] + two.scores[k] + (1.0 if k in (one.kind, two.kind) else 0.0) for k in KINDS
        }
        for cluster in (one, two):
            cluster.scores = dict(total)
            cluster.evidence.add(why)
        return
    for owner, id in ((one, two), (two, one)):
        if isinstance(owner, Cluster) and isinstance(id, str):
            owner.known = id
            owner.scores[entities[id].kind] += 10.0
            owner.evidence.add(why)


def _known_sides(layer: Layer, entities: Mapping[str, Entity]) -> list[Side]:
    """Known entities, by the language that names them."""
    out: dict[tuple[str, str], Counter[int]] = {}
    for found in layer:
        if found.ref is not None and found.ref in entities:
            out.setdefault((found.lang, found.ref), Counter())[found.n] += 1
    return [Side(lang, entities[ref].name, places, ref) for (lang, ref), places in out.items()]


# New entities


def _entities(
    accepted: Sequence[Cluster], entities: Mapping[str, Entity]
) -> tuple[list[Entity], dict[str, list[tuple[str, str, frozenset[str]]]]]:
    """New entities in the order of their first mention, and by language the forms to look for."""
    new: dict[str, Entity] = {}
    forms: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    done: set[int] = set()
    for cluster in accepted:
        if id(cluster) in done:
            continue
        group = [c for c in (cluster, cluster.partner) if c is not None]
        done |= {id(c) for c in group}
        ref = cluster.known
        ref = ref or _same_place(group, entities)
        if ref is None:
            entity = _entity(group, {*entities, *new})
            new[entity.id], ref = entity, entity.id
        kind = entities[ref].kind if ref in entities else new[ref].kind
        for c in group:
            forms.setdefault(c.lang, []).extend(_forms(c, ref, kind))
    return list(new.values()), forms


def _same_place(group: Sequence[Cluster], entities: Mapping[str, Entity]) -> str | None:
    """The known place whose name is this one with a word such as "River"."""
    if group[0].kind != "place":
        return None
    facts = language(group[0].lang)
    wanted = plain(group[0].name)
    for id, entity in entities.items():
        if entity.kind != "place":
            continue
        for form, lang in entity.forms:
            first, _, rest = plain(form).rpartition(" ")
            if lang == group[0].lang and first == wanted and facts.has("place_heads", rest):
                return id
    return None


def _entity(group: Sequence[Cluster], taken: set[str]) -> Entity:
    english = next((c.name for c in group if c.lang == "en"), None)
    name = english or english_form(group[0].name)
    kind = group[0].kind
    evidence = sorted({e for c in group for e in c.evidence})
    cert = min(0.95, 0.45 + 0.08 * max(c.scores[kind] for c in group) + 0.15 * (len(group) > 1))
    forms = dict.fromkeys((form, c.lang) for c in group for form in _written(c, kind))
    return Entity(
        unused(slug(name), kind, taken),
        kind,
        name,
        tuple(forms),
        cert=round(cert, 2),
        evidence=tuple(evidence),
    )


def _written(cluster: Cluster, kind: str) -> list[str]:
    """The name, and the surname alone."""
    words = cluster.name.split()
    return [cluster.name, *([words[-1]] if kind == "person" and len(words) > 1 else [])]


def _forms(cluster: Cluster, ref: str, kind: str) -> list[tuple[str, str, frozenset[str]]]:
    """What to look for: what was seen, and for Russian the other cases."""
    seen = dict.fromkeys(s for s in cluster.surfaces)
    words = cluster.name.split()
    made: list[str] = []
    if kind == "person" and len(words) > 1:
        made += _surnames(cluster)
    if cluster.lang == "ru":
        made += _declined([cluster.name, *made], kind)
    made += [cluster.name]
    forms = dict.fromkeys([*seen, *made])
    return [(f, ref, frozenset({"variant"})) for f in forms if len(f) > 1]


def _surnames(cluster: Cluster) -> list[str]:
    """The surname alone: the first word of an Eastern name, else the last."""
    from pipeline.names.shape import eastern_shape

    words = cluster.name.split()
    return [words[0]] if eastern_shape(cluster.name) >= 1.6 else [words[-1]]


def _declined(names: Sequence[str], kind: str) -> list[str]:
    from pipeline.authority.inflection import name_forms, phrase_forms
    from pipeline.names.shape import eastern_shape

    out: list[str] = []
    for name in names:
        if kind == "person":
            out += [" ".join(f) for f in name_forms(tuple(name.split()), eastern_shape(name) >= 0.8)]
        else:
            out += phrase_forms(name)
    return out


def _tag(
    layer: Layer, forms: Mapping[str, list[tuple[str, str, frozenset[str]]]], entities: Mapping[str, Entity]
) -> None:
    matchers = {lang: Matcher.of(rows) for lang, rows in sorted(forms.items())}
    for passage in layer.passages:
        matcher = matchers.get(passage.lang)
        if matcher is not None:
            _tag_passage(passage, matcher, layer, entities)


def _is_plain_opener(passage: Passage, start: int, end: int) -> bool:
    """Is it a common word with the capital of its sentence, where nothing says that it is the name («Long ago»)?"""
    at = passage.at(start)
    token = passage.tokens[at] if at < len(passage.tokens) else None
    if (
        token is None
        or token.end != end
        or not token.opens
        or not is_word(token.text, passage.lang, often=1000)
    ):
        return False
    after = passage.tokens[at + 1] if at + 1 < len(passage.tokens) else None
    speaks = after is not None and is_verb(passage.facts, after.plain)
    return (
        not speaks
        and not re.match(r"\s*(?::|$|['’]s\b)", passage.text[end:])
        and not has_title(passage, start)
    )


def _tag_passage(passage: Passage, matcher: Matcher, layer: Layer, entities: Mapping[str, Entity]) -> None:
    for start, end, readings in matcher.find(passage.text):
        ref = readings[0][0]
        entity = entities[ref]
        if _is_plain_opener(passage, start, end):
            continue
        cert = entity.cert if len(readings) == 1 else 0.5
        layer.add(
            Found(
                passage.n,
                start,
                end,
                entity.kind,
                passage.lang,
                readings,
                ref,
                cert,
                ["discovered", *entity.evidence] if entity.cert < 1 else ["stands for a known name"],
            )
        )
