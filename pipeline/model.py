"""Types that pass between the steps.

The text of a source is read once and never changed. Every later step adds spans over it (standoff
annotation): each span is a half-open range of code points of `Source.text`. `encode` folds the layers
into one TEI tree. All types are immutable; the order of every tuple is the order of the source.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.finding import Finding

#: What a unit of the contents can be.
#: `head` heading of the record itself; `dateline`; `stamp` classification and copy stamps; `page-number`
#: page or folio number; `participants` list or sentence of those present; `p` prose; `item` numbered or
#: bulleted list item; `salute`; `signature`; `copies` recipients of copies; `routing` head of a telegram;
#: `note` remark of an editor or archivist; `gap` "[...]"; `noise` OCR rubble with no recoverable text.
KINDS = (
    "head", "dateline", "stamp", "page-number", "participants", "p", "item", "salute", "signature",
    "copies", "routing", "note", "gap", "noise",
)  # fmt: skip

#: Kinds that are not running text: they may interrupt a paragraph, and never belong to a speech.
FURNITURE = frozenset({"page-number", "stamp", "noise"})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in `Source.text`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Block:
    """Maximal run of non-blank lines, numbered from 0 in the order of the file."""

    n: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Source:
    """A source file as it was read: never changed afterwards."""

    name: str
    text: str
    sha256: str
    blocks: tuple[Block, ...]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(i + 1 for i, c in enumerate(self.text) if c == "\n")]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1) of a code point offset."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Mark:
    """Typographic markup of the source (`<u>…</u>`, `**…**`, heading signs) over a range, its signs included.

    `inner` is the range between the signs; `rend` one of underline, bold, italic, heading, list.
    """

    span: Span
    inner: Span
    rend: str


@dataclass(frozen=True)
class Unit:
    """A paragraph, heading, item …: what a reader takes for one block of running text.

    A paragraph cut by a page is one unit of several `pieces` (ranges of the source); what stands between them
    (page numbers, rubble) are units of their own. `text` is the running text: markup signs left out, a line
    break as one space, a word broken at a line or page end made whole (its hyphen left out). `offsets[i]` is
    the place in the source of `text[i]`.
    """

    n: int
    kind: str
    lang: str
    zone: str
    pieces: tuple[Span, ...]
    text: str
    offsets: tuple[int, ...]
    marks: tuple[Mark, ...] = ()
    label: str | None = None  # of a list item: its number or bullet as it stands, "1." or "- 1)"
    ends: tuple[int, ...] = ()  # where the source of text[i] ends, if not at offsets[i] + 1 (combining marks)

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    @property
    def is_furniture(self) -> bool:
        return self.kind in FURNITURE

    def span(self, start: int, end: int) -> Span:
        """The range of the source behind `text[start:end]` (must not be empty)."""
        return Span(self.offsets[start], self.ends[end - 1] if self.ends else self.offsets[end - 1] + 1)

    def at(self, offset: int) -> int:
        """The index in `text` of a source offset, or of the next character that stands in `text`."""
        return bisect_right(self.offsets, offset - 1)


@dataclass(frozen=True, slots=True)
class Zone:
    """One division of the contents: the original or a translation, in one language.

    `id` is the xml:id of its division ("ru", "en"); `role` is original or translation.
    """

    id: str
    lang: str
    role: str
    units: tuple[Unit, ...]

    @property
    def span(self) -> Span:
        return Span(self.units[0].start, self.units[-1].end)


@dataclass(frozen=True, slots=True)
class ArchiveReference:
    """Where the original is kept. Strings as in the source; None where it does not say."""

    archive: str
    fond: str | None = None
    opis: str | None = None
    delo: str | None = None
    listy: str | None = None
    papka: str | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Metadata:
    """What the cover page says. A field that it does not have is None or empty, never guessed."""

    title: str | None = None
    date: str | None = None  # as it stands
    when: str | None = None  # ISO 8601, if it can be resolved
    citation: str | None = None
    archives: tuple[ArchiveReference, ...] = ()
    originally: str | None = None  # memoir or publication named instead of an archive
    translators: tuple[str, ...] = ()
    url: str | None = None  # canonical
    url_as_given: str | None = None
    document_number: str | None = None
    summary: str | None = None
    credits: str | None = None
    languages: tuple[str, ...] = ()  # "Russian" … as they stand
    contents: tuple[str, ...] = ()
    archive: str | None = None  # name of the layout that read it
    end: int = 0  # offset where the contents begin
    spans: tuple[tuple[str, Span], ...] = ()  # field name -> range of its value


@dataclass(frozen=True)
class Structure:
    """Zones of the contents in order, each with its units (furniture included, in the order of the source)."""

    zones: tuple[Zone, ...]

    def zone(self, id: str) -> Zone:
        return next(z for z in self.zones if z.id == id)


@dataclass(frozen=True, slots=True)
class Turn:
    """A speech: from its label to the next turn, narration or end.

    `units` are unit numbers of the zone; the first of them holds `start` (source offset; a unit may hold several
    turns). `label` is the speaker's name as it stands, without tags or punctuation; `label_end` where the label with its
    punctuation and markup ends (direct turns). `speakers` are entity ids, in order ("stalin"). `modality` is direct,
    reported or mixed.
    """

    zone: str
    n: int
    units: tuple[int, ...]
    start: int
    end: int
    speakers: tuple[str, ...]
    modality: str
    label: Span | None = None
    label_end: int | None = None
    addressees: tuple[str, ...] = ()
    cert: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who takes part: `roles` from principal, participant, interpreter, recorder, signatory, sender,
    recipient, copy-recipient, author. `spans` are the places that say so."""

    ref: str
    roles: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    side: str | None = None


@dataclass(frozen=True)
class Entity:
    """A person, place or organisation: from the authority, or found in this document (`cert` < 1)."""

    id: str
    kind: str  # person | place | org
    name: str  # preferred form
    forms: tuple[tuple[str, str], ...] = ()  # (form, xml:lang)
    identifiers: tuple[tuple[str, str], ...] = ()  # (type, value)
    born: str | None = None
    died: str | None = None
    role: str | None = None
    lat: float | None = None
    lon: float | None = None
    cert: float = 1.0
    evidence: tuple[str, ...] = ()
    type: str | None = None  # of a place: city, country, river …
    unchecked: bool = False  # life and role were held against no reference: no document states them


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. `reading` is the undamaged form in the same case where OCR hurt it, else None."""

    span: Span
    kind: str  # person | place | org
    ref: str | None
    lang: str
    cert: float = 1.0
    reading: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A reading for damaged text. `kind`: ocr, source (typist), wcda (web edition), typewriter, spacing."""

    span: Span
    sic: str
    corr: str
    kind: str
    cert: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Insertion:
    """A bracketed or parenthesised addition that is not the author's own.

    `kind`: supplied, gloss, source-term, gap, ellipsis, note, signature, sic. `span` includes the brackets.
    `by`: translator or publisher. `target` the id of a unit it speaks of, if any.
    """

    span: Span
    kind: str
    by: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the original that a translator's bracket quotes: `insertion` is the span of the bracket, `span` the word."""

    insertion: Span
    span: Span
    zone: str
    cert: float


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or time expression. Values are ISO 8601 (TEI att.datable.w3c); None where not set."""

    span: Span
    when: str | None = None
    from_: str | None = None
    to: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    dur: str | None = None
    cert: float = 1.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity. `unit` a singular English noun or symbol ("km", "person"); `type` count, percentage, currency …"""

    span: Span
    quantity: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    unit: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Bead:
    """An aligned group: unit numbers of two zones; one side may be empty. `cert` is calibrated."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    cert: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """Beads of a pair of zones, monotone, covering every text unit of both once."""

    left: str
    right: str
    beads: tuple[Bead, ...]


@dataclass(frozen=True, slots=True)
class SentenceBead:
    """Sentences that say the same: their ranges in the source, one side at a time."""

    left: tuple[Span, ...]
    right: tuple[Span, ...]
    cert: float


@dataclass(frozen=True, slots=True)
class SentenceAlignment:
    """Sentences of a pair of zones inside their aligned units, in order."""

    left: str
    right: str
    beads: tuple[SentenceBead, ...]


@dataclass(frozen=True)
class Document:
    """A source with all its layers: what `encode` folds into TEI."""

    source: Source
    metadata: Metadata
    structure: Structure
    turns: tuple[Turn, ...] = ()
    participants: tuple[Participant, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    corrections: tuple[Correction, ...] = ()
    insertions: tuple[Insertion, ...] = ()
    dates: tuple[DateMention, ...] = ()
    measures: tuple[Measure, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    genre: str = "other"
    terms: tuple[Term, ...] = ()
    sentences: tuple[SentenceAlignment, ...] = ()
