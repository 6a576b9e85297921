"""Layers of a Document → annotations: which element each span becomes (TEI Guidelines 3.4–3.6, 12.3, 14.2)."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from pipeline.encoding.element import E, Element, Node, number
from pipeline.encoding.inline import Annotation
from pipeline.model import (
    Correction,
    DateMention,
    Document,
    Insertion,
    Mark,
    Measure,
    Mention,
    Span,
    Term,
    Unit,
)

#: `resp` of everything the program inferred; declared in appInfo.
PROGRAM = "#zapis"

# Smaller is more important (kept whole) and, of equal ranges, further out.
_INSERTION, _DATE, _NAME, _CHOICE, _MEASURE, _HI, _SENTENCE = range(7)
_NUM_TYPES = frozenset({"cardinal", "ordinal", "fraction", "percentage"})
_NAME_TAG = {"person": "persName", "place": "placeName", "org": "orgName"}


@dataclass
class Marks:
    """All annotations of a document, to be asked for by range."""

    annotations: list[Annotation] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def within(self, start: int, end: int) -> list[Annotation]:
        """Annotations that lie in [start, end)."""
        first = bisect_left(self.starts, start)
        out: list[Annotation] = []
        for annotation in islice(self.annotations, first, None):
            if annotation.span.start >= end:
                break
            if annotation.span.end <= end:
                out.append(annotation)
        return out


def marks_of(document: Document, units: Iterable[Unit], responsible: Callable[[Insertion], str]) -> Marks:
    """Annotations of all layers. `responsible` names who made an insertion."""
    rends = {m.inner: m.rend for u in units for m in u.marks if m.rend != "heading"}
    labels = sorted(t.label for t in document.turns if t.label)
    starts = [label.start for label in labels]
    made: list[Annotation] = []
    named = {m.span for m in document.mentions}
    for mention in document.mentions:
        inside = labels[bisect_left(starts, mention.span.start) : bisect_left(starts, mention.span.end)]
        made.append(_name(mention, rends.get(mention.span), any(mention.span.covers(label) for label in inside)))
    made += [_choice(c) for c in document.corrections]
    made += [_date(d) for d in document.dates]
    made += [_measure(m) for m in document.measures]
    targets: dict[Span, str] = {}
    for n, term in enumerate(document.terms, 1):
        targets[term.insertion] = f"{term.zone}.w{n}"
        made.append(_term(term, f"{term.zone}.w{n}"))
    for span, id in sentence_ids(document).items():
        made.append(Annotation(span, _SENTENCE, functools.partial(_sentence, id)))
    for unit in units:
        made += [_hi(m) for m in unit.marks if m.rend != "heading" and m.inner not in named and len(m.inner)]
        for insertion in document.insertions:
            made += _inserted(insertion, unit, responsible(insertion), targets.get(insertion.span))
    made.sort(key=lambda a: (a.span.start, -a.span.end, a.rank))
    return Marks(made, [a.span.start for a in made])


def sentence_ids(document: Document) -> dict[Span, str]:
    """xml:id of every linked sentence: the division and its number in it."""
    spans: dict[str, set[Span]] = {}
    for pair in document.sentences:
        spans.setdefault(pair.left, set()).update(s for b in pair.beads for s in b.left)
        spans.setdefault(pair.right, set()).update(s for b in pair.beads for s in b.right)
    return {span: f"{zone}.s{n}" for zone, those in spans.items() for n, span in enumerate(sorted(those), 1)}


def _sentence(id: str, content: list[Node]) -> Element:
    return E("seg", content, type="s", xml_id=id)


def _cert(cert: float) -> dict[str, str]:
    return {"resp": PROGRAM, "cert": number(cert)}


def evidence_of(evidence: Iterable[str]) -> str | None:
    """Kinds of evidence as names: what stands behind a colon is detail for the review table."""
    kinds = (re.sub(r"[^A-Za-z0-9._-]", "-", e.split(":")[0]).strip("-") for e in evidence)
    return " ".join(dict.fromkeys(k for k in kinds if k and k[0].isalpha())) or None


def _name(mention: Mention, rend: str | None, is_label: bool) -> Annotation:
    def make(content: list[Node]) -> Element:
        return E(
            _NAME_TAG[mention.kind],
            content,
            type="label" if is_label else None,
            rend=rend,
            ref=f"#{mention.ref}" if mention.ref else None,
            **_cert(mention.cert),
        )

    return Annotation(mention.span, _NAME, make)


def _choice(correction: Correction) -> Annotation:
    if correction.kind in ("typewriter", "spacing"):
        pair = ("orig", "reg")
    else:
        pair = ("sic", "corr")

    def make(content: list[Node]) -> Element:
        reading = E(
            pair[1],
            correction.corr,
            type=correction.kind,
            evidence=evidence_of(correction.evidence),
            **_cert(correction.cert),
        )
        return E("choice", E(pair[0], content), reading)

    return Annotation(correction.span, _CHOICE, make)


def _date(date: DateMention) -> Annotation:
    def make(content: list[Node]) -> Element:
        if date.dur and not date.when:
            return E("time", content, dur=date.dur, **_cert(date.cert))
        if date.when and ":" in date.when and "-" not in date.when:
            return E("time", content, when=date.when.removeprefix("T"), **_cert(date.cert))
        return E(
            "date", content, when=date.when, from_=date.from_, to=date.to, notBefore=date.not_before,
            notAfter=date.not_after, **_cert(date.cert),
        )  # fmt: skip

    return Annotation(date.span, _DATE, make)


def _measure(measure: Measure) -> Annotation:
    def make(content: list[Node]) -> Element:
        exact = number(measure.quantity) if measure.quantity is not None else None
        low = number(measure.at_least) if measure.at_least is not None else None
        high = number(measure.at_most) if measure.at_most is not None else None
        if measure.unit:
            return E(
                "measure",
                content,
                type=measure.type,
                quantity=exact,
                atLeast=low,
                atMost=high,
                unit=measure.unit,
            )
        type_ = measure.type if measure.type in _NUM_TYPES else None
        return E("num", content, type=type_, value=exact, atLeast=low, atMost=high)

    return Annotation(measure.span, _MEASURE, make)


def _hi(mark: Mark) -> Annotation:
    return Annotation(mark.inner, _HI, lambda content: E("hi", content, rend=mark.rend), splittable=True)


def _term(term: Term, id: str) -> Annotation:
    return Annotation(
        term.span, _HI, lambda content: E("seg", content, type="term", xml_id=id, **_cert(term.cert))
    )


def _inserted(insertion: Insertion, unit: Unit, resp: str, target: str | None) -> list[Annotation]:
    """The part of an insertion that stands in a unit. One over several units is one element in each."""
    if not insertion.span.overlaps(Span(unit.start, unit.end)):
        return []
    span = Span(max(insertion.span.start, unit.start), min(insertion.span.end, unit.end))
    return [Annotation(span, _INSERTION, insertion_maker(insertion, resp, target), splittable=True)]


#: What a bracket says became of the text.
_REASONS = (
    ("redacted", re.compile(r"redact|excis|declassif|sanitiz|delet|вымаран", re.I)),
    ("illegible", re.compile(r"illegib|unread|decipher|inaudib|unintellig|неразбор|нрзб", re.I)),
    ("cancelled", re.compile(r"зачеркн", re.I)),
    ("omitted", re.compile(r"missing|lost|утрач", re.I)),
)


def gap_reason(text: str) -> str:
    """Why text is missing, as its bracket says; "editorial" for dots alone."""
    return next((reason for reason, said in _REASONS if said.search(text)), "editorial")


def insertion_maker(
    insertion: Insertion, resp: str, target: str | None = None
) -> Callable[[list[Node]], Element]:
    """Makes the element of an insertion, by its kind (encoding notes 1b)."""

    def make(content: list[Node]) -> Element:
        kind = insertion.kind
        if kind == "supplied":
            return E(
                "supplied",
                content,
                reason="translator" if insertion.by == "translator" else "editor",
                resp=resp,
            )
        if kind == "gap":
            said = "".join(c if isinstance(c, str) else "".join(c.itertext()) for c in content)
            return E("gap", E("desc", content), reason=gap_reason(said), resp=resp)
        if kind == "ellipsis":
            return E("ellipsis", E("metamark", content))
        if kind == "source-term":
            points = f"#{target}" if target else None
            return E(
                "note", _with_foreign(content), type="source-term", place="inline", resp=resp, target=points
            )
        type_ = (
            "gloss" if kind == "gloss" else ("translator" if insertion.by == "translator" else "publisher")
        )
        return E("note", content, type=type_, place="inline", resp=resp)

    return make


def _with_foreign(content: list[Node]) -> list[Node]:
    """Mark the foreign words of "[ne sozrel]" and "[SIC, vzaimnye]". A comma sets the word off from an explanation."""
    if len(content) != 1 or not isinstance(content[0], str):
        return content
    m = re.match(r"^(\[\s*(?:SIC,?\s+)?)([^,;\]]+)(.*)$", content[0], re.S | re.I)
    if not m or not m[2].strip():
        return content
    return [m[1], E("foreign", m[2]), m[3]]
