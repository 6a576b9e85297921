"""Structure and turns → text/body: divisions, headings, opener, turns, paragraphs, lists, closer (Guidelines 3, 4, 7.2)."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.encoding.element import E, Element, Node, add, number, put
from pipeline.encoding.inline import Annotation, Folder, Interruption
from pipeline.encoding.marks import PROGRAM, Marks, gap_reason
from pipeline.encoding.outline import Place, outline
from pipeline.languages import facts
from pipeline.model import Document, Span, Turn, Unit, Zone
from pipeline.pages import PageBreak, page_breaks
from pipeline.running import trimmed

#: Kinds that stand in the closer of a division.
_CLOSER = frozenset({"signature", "gap", "note", "dateline", "page-number", "noise", "stamp", "copies", "salute"})
#: Kinds that stand in the opener of a division.
_OPENER = frozenset({"dateline", "stamp", "routing", "copies", "salute"})
#: How sure a cut sentence makes us that a page ended where no number stands.
_CUT_SENTENCE = 0.8


def _is_postscript(unit: Unit) -> bool:
    """Does a paragraph add something behind the signature ("P.S.")?"""
    patterns = facts("structure", unit.lang).get("postscript", ())
    return unit.kind == "p" and any(re.match(p, unit.text, re.IGNORECASE) for p in patterns)


@dataclass
class Body:
    """The body and where each unit went: ids of elements by (zone, unit number)."""

    element: Element
    ids: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    turn_ids: dict[tuple[str, int], str] = field(default_factory=dict)


def encode_body(document: Document, marks: Marks, *, source_path: str, by: dict[str, str]) -> Body:
    """`text/body` with one division per zone. `by` maps "translator" and "publisher" to pointers."""
    body = Body(E("body"))
    for zone in document.structure.zones:
        body.element.append(_Division(document, zone, marks, body, source_path, by).build())
    if not document.structure.zones:  # a cover page and nothing behind it
        nothing = E("p", E("gap", reason="omitted", resp=PROGRAM))
        body.element.append(E("div", nothing, type_="original", xml_id="none", xml_lang="und"))
    return body


@dataclass
class _Part:
    """A unit or part of one (turns may begin inside a unit), to become one block."""

    unit: Unit
    pieces: tuple[Span, ...]
    turn: Turn | None
    opens: bool  # does the turn begin here?
    label: str | None


class _Division:
    def __init__(
        self, document: Document, zone: Zone, marks: Marks, body: Body, path: str, by: dict[str, str]
    ) -> None:
        self.document = document
        self.zone = zone
        self.marks = marks
        self.body = body
        self.path = path
        self.by = by
        self.folder = Folder(document.source)
        self.turns = sorted((t for t in document.turns if t.zone == zone.id), key=lambda t: t.start)
        self.breaks = {n: b for b in page_breaks(zone, document.metadata) for n in b.units}
        self.counts: dict[str, int] = {}
        self.sp: Element = None
        self.sp_turn: Turn | None = None
        self.sp_count = 0
        self.lists: list[Element] = []  # open lists, outermost first
        self.outline = outline(sorted(zone.units, key=lambda u: u.start), self.turns)

    # ---- frame -------------------------------------------------------------------------------------------------

    def build(self) -> Element:
        zones = self.document.structure.zones
        others = [z for z in zones if z.role != self.zone.role]
        self.div = E(
            "div", type_=self.zone.role, xml_id=self.zone.id, xml_lang=self.zone.lang,
            corresp=" ".join(f"#{z.id}" for z in others) or None,
            source="#src" if self.zone.role == "translation" else None,
            # Of several copies the cover page does not say which the text was taken from.
            decls="#ms1" if self.zone.role == "original" and len(self.document.metadata.archives) == 1 else None,
            resp=self.by["translator"] if self.zone.role == "translation" else None,
        )  # fmt: skip
        units = sorted(self.zone.units, key=lambda u: u.start)
        inner = self._inner_furniture(units)
        units = [u for u in units if u.n not in inner]
        first, last = self._frame(units)
        self._opening(units[:first])
        inside = units[first:last]
        for unit, goes_on in zip(inside, self._turn_goes_on(inside)):
            if unit.is_furniture and not goes_on:
                self._end_turn()
            self._body_unit(unit)
        self._end_turn()
        if not any(e.tag.endswith(("}p", "}sp", "}list", "}ab")) for e in self.div):
            self.div.append(E("p", E("gap", reason="omitted", resp=PROGRAM)))
        self._closing(units[last:])
        self._without_bare_lists()
        return self.div

    def _without_bare_lists(self) -> None:
        """A caption behind which no list came is a paragraph."""
        for bare in [e for e in self.div.iter("{*}list") if e.find("{*}item") is None]:
            head = bare[0]
            head.tag = bare.tag.replace("}list", "}p")
            head.set("ana", "#narration")
            bare.getparent().replace(bare, head)

    def _inner_furniture(self, units: Sequence[Unit]) -> set[int]:
        """Furniture that stands between the pieces of a paragraph: it is written inside it."""
        self.inside: dict[int, list[Unit]] = {}
        found: set[int] = set()
        joined = [u for u in units if len(u.pieces) > 1]
        k = 0
        for unit in units:
            while k < len(joined) and joined[k].end <= unit.start:
                k += 1
            if k < len(joined) and unit.is_furniture and joined[k].start < unit.start < joined[k].end:
                self.inside.setdefault(joined[k].n, []).append(unit)
                found.add(unit.n)
        return found

    def _frame(self, units: Sequence[Unit]) -> tuple[int, int]:
        """Where the frame at the beginning ends and where that at the end begins (indices into the units)."""
        first = 0
        starts = {t.start for t in self.turns}
        for i, unit in enumerate(units):
            if any(unit.start <= s < unit.end for s in starts):
                break
            if unit.kind in ("head", *_OPENER):
                first = i + 1
            elif unit.kind not in ("page-number", "noise", "note", "gap"):
                break
        last = len(units)
        while last > first and (units[last - 1].kind in _CLOSER or _is_postscript(units[last - 1])):
            last -= 1
        closer = next(
            (i for i in range(last, len(units)) if units[i].kind in ("signature", "salute")), len(units)
        )
        return first, closer

    def _opening(self, units: Sequence[Unit]) -> None:
        opener: Element = None
        for unit in units:
            if unit.kind == "head":
                opener = None
                self.div.append(self._block("head", unit, self._id("h")))
            elif unit.kind == "page-number" and opener is None:
                self._furniture(unit, self.div)
            else:
                if opener is None:
                    opener = E("opener")
                    self.div.append(opener)
                add(opener, self._frame_part(unit))

    def _frame_part(self, unit: Unit) -> list[Node]:
        if unit.kind == "stamp":
            return [self._block("stamp", unit, self._id("o"), type="classification")]
        if unit.kind in ("dateline", "salute"):
            return [self._block(unit.kind, unit, self._id("o"))]
        if unit.kind == "note":
            return [self._note(unit)]
        if unit.kind == "gap":
            return [self._gap(unit)]
        if unit.is_furniture:
            return self._furniture_nodes(unit)
        return [self._routing(unit)]

    def _routing(self, unit: Unit) -> Element:
        """A line of the head of a telegram: what it is shows in its first word or sign."""
        text = unit.text.casefold()
        if unit.kind == "copies":
            return self._block("seg", unit, self._id("o"), type="copies")
        if re.fullmatch(r"(?:№|n[oº°]?\.?)\s*\d[\d/-]*(?:[/-]?[^\W\d_]{1,4})?\W*", text):
            kind = "telegram" if self.document.genre == "telegram" else "registry"
            return self._block("idno", unit, self._id("o"), type=kind)
        if not any(
            m.kind in ("person", "place", "org") and m.span.overlaps(Span(unit.start, unit.end))
            for m in self.document.mentions
        ):
            return self._block("stamp", unit, self._id("o"), type="handling")
        kind = (
            "from"
            if text.startswith(("from", "из ", "от "))
            else "to"
            if text.startswith(("to", "в ", "кому"))
            else "routing"
        )
        return self._block("seg", unit, self._id("o"), type=kind)

    def _closing(self, units: Sequence[Unit]) -> None:
        if not units:
            return
        closer = E("closer")
        for unit in units:
            if unit.kind == "p":
                if len(closer):
                    self.div.append(closer)
                    closer = E("closer")
                self.div.append(E("postscript", self._block("p", unit, self._id("p"))))
            elif unit.kind == "signature":
                closer.append(self._signature(unit))
            elif unit.kind == "dateline":
                closer.append(self._block("dateline", unit, self._id("c")))
            else:
                add(closer, self._frame_part(unit))
        if len(closer):
            self.div.append(closer)

    def _signature(self, unit: Unit) -> Element:
        named = any(
            m.kind == "person" and m.span.overlaps(Span(unit.start, unit.end)) for m in self.document.mentions
        )
        if named:
            return self._block("signed", unit, self._id("c"))
        return self._block("seg", unit, self._id("c"), type="role")

    # ---- body --------------------------------------------------------------------------------------------------

    def _turn_goes_on(self, units: Sequence[Unit]) -> list[bool]:
        """For each unit: does the speech before it go on in the next unit that is text? A page between two turns is in neither."""
        out: list[bool] = []
        goes_on = False
        for unit in reversed(units):
            out.append(goes_on)
            if not unit.is_furniture:
                goes_on = any(unit.n in t.units and t.start < unit.start for t in self.turns)
        return out[::-1]

    def _body_unit(self, unit: Unit) -> None:
        if unit.is_furniture:
            # Inside a list it stands in the item before it: what follows may belong to that item too.
            self._furniture(
                unit, self._last_item(self.lists[-1]) if self.lists else self._container(self.sp_turn)
            )
            return
        for part in self._parts(unit):
            self._part(part)

    def _parts(self, unit: Unit) -> list[_Part]:
        """The unit, cut where a turn begins inside it."""
        own = [t for t in self.turns if unit.start <= t.start < unit.end]
        before = next((t for t in reversed(self.turns) if t.start < unit.start and unit.n in t.units), None)
        label = unit.label
        if not own:
            return [_Part(unit, unit.pieces, before, False, label)]
        cuts = [unit.start, *(t.start for t in own), unit.end]
        owners: list[Turn | None] = [before, *own]
        out: list[_Part] = []
        for i, turn in enumerate(owners):
            pieces = _clipped(unit.pieces, cuts[i], cuts[i + 1])
            if pieces and self._has_text(pieces):
                out.append(_Part(unit, pieces, turn, i > 0, label if not out else None))
        return out

    def _has_text(self, pieces: Sequence[Span]) -> bool:
        return any(self.document.source.text[p.start : p.end].strip(" \t\r\n*_<>/u") for p in pieces)

    def _part(self, part: _Part) -> None:
        if part.opens and part.turn is not None:
            self._begin_turn(part.turn)
        elif part.turn is not self.sp_turn:
            self._end_turn()
        if part.opens and part.turn is not None and part.turn.label_end is not None:
            part = self._speaker(part, part.turn)
            if not part.pieces:
                return
        container = self._container(part.turn)
        place = self.outline.get(part.unit.n)
        if place is None:
            self.lists = []
        elif place.item:
            self._item(part, place, container)
            return
        elif len(self.lists) > place.depth:
            del self.lists[place.depth + 1 :]
            container = self._last_item(self.lists[-1])
        else:  # the list that it goes on in is closed
            self.lists = []
        if part.unit.kind == "gap":
            container.append(self._gap(part.unit))
        elif part.unit.kind == "note":
            container.append(self._note(part.unit))
        elif part.unit.kind == "participants":
            self._participants(part.unit)
        else:
            container.append(self._paragraph(part))

    def _container(self, turn: Turn | None) -> Element:
        return self.sp if turn is not None and self.sp is not None else self.div

    def _begin_turn(self, turn: Turn) -> None:
        self._end_turn()
        number_ = self.counts["t"] = self.counts.get("t", 0) + 1
        id = f"{self.zone.id}.t{number_}"
        self.sp = E(
            "sp", xml_id=id, who=" ".join(f"#{s}" for s in turn.speakers), ana=f"#turn.{turn.modality}",
            toWhom=" ".join(f"#{a}" for a in turn.addressees) or None, resp=PROGRAM, cert=number(turn.cert),
        )  # fmt: skip
        self.sp_turn = turn
        self.sp_count = 0
        self.body.turn_ids[(self.zone.id, turn.n)] = id
        self.div.append(self.sp)

    def _end_turn(self) -> None:
        if self.sp is not None and not any(e.tag.endswith(("}p", "}list", "}ab")) for e in self.sp):
            self.sp.append(E("p", E("gap", reason="omitted", resp=PROGRAM)))
        self.sp = self.sp_turn = None
        self.lists = []

    def _speaker(self, part: _Part, turn: Turn) -> _Part:
        """Write the label of a direct turn; what is left of the part is speech."""
        assert turn.label_end is not None
        label = _clipped(part.pieces, part.pieces[0].start, turn.label_end)
        self.sp.append(E("speaker", self._content(part.unit, label)))
        rest = _clipped(part.pieces, turn.label_end, part.pieces[-1].end)
        rest = tuple(trimmed(self.document.source.text, p) for p in rest)
        rest = tuple(p for p in rest if len(p))
        if not rest or not self._has_text(rest):
            self.body.ids.setdefault((self.zone.id, part.unit.n), []).append(
                self.sp.get("{http://www.w3.org/XML/1998/namespace}id")
            )
            rest = ()
        return replace(part, pieces=rest)

    def _paragraph(self, part: _Part, *, skip_label: bool = False) -> Element:
        unit = part.unit
        made = self._block("p", unit, self._part_id(part), pieces=part.pieces, skip_label=skip_label)
        if part.turn is None:
            put(made, {"ana": "#narration"} if self.turns else {})
            if unit.kind == "head":
                made.set("rend", "heading")
        return made

    def _part_id(self, part: _Part) -> str:
        if part.turn is None or self.sp is None:
            return self._id("p")
        self.sp_count += 1
        return f"{self.zone.id}.t{self.counts['t']}.p{self.sp_count}"

    # ---- lists -------------------------------------------------------------------------------------------------

    def _item(self, part: _Part, place: Place, container: Element) -> None:
        del self.lists[place.depth + (0 if place.opens else 1) :]
        if len(self.lists) <= place.depth:
            made = E("list", rend="numbered" if any(c.isalnum() for c in part.label or "") else "bulleted")
            (self._last_item(self.lists[-1]) if self.lists else container).append(made)
            self.lists.append(made)
        typed = (part.label or "").lstrip("-*•+ ")
        if typed:
            self.lists[-1].append(E("label", typed))
        item = E("item")
        self.lists[-1].append(item)
        item.append(self._paragraph(part, skip_label=True))

    @staticmethod
    def _last_item(list_: Element) -> Element:
        return next(e for e in reversed(list_) if e.tag.endswith("}item"))

    def _participants(self, unit: Unit) -> None:
        """A list of those present; a sentence that says so is narration."""
        self._end_turn()
        text = unit.text.rstrip()
        last: Element = self.div[-1] if len(self.div) else None
        open_list = last is not None and last.tag.endswith("}list") and last.get("type") == "participants"
        if not open_list and self._follows_participants(unit) and (text.endswith(":") or self._is_caption(unit)):
            made = E("list", type="participants", rend="simple")
            made.append(self._block("head", unit, self._id("h")))
            self.div.append(made)
        elif open_list:
            last.append(self._block("item", unit, self._id("i")))
        elif self._follows_participants(unit):
            self.div.append(
                E("list", self._block("item", unit, self._id("i")), type="participants", rend="simple")
            )
        else:
            made = self._block("p", unit, self._id("p"))
            made.set("ana", "#narration")
            self.div.append(made)

    def _is_caption(self, unit: Unit) -> bool:
        """A word or two without a name before a list: "PRESENT"."""
        named = any(m.span.overlaps(Span(unit.start, unit.end)) for m in self.document.mentions)
        return len(unit.text.split()) <= 3 and not named and self._follows_participants(unit)

    def _follows_participants(self, unit: Unit) -> bool:
        """Is the next unit one more line of the same list?"""
        units = [u for u in self.zone.units if not u.is_furniture]
        i = next(i for i, u in enumerate(units) if u.n == unit.n)
        return i + 1 < len(units) and units[i + 1].kind == "participants"

    # ---- blocks ------------------------------------------------------------------------------------------------

    def _id(self, prefix: str) -> str:
        self.counts[prefix] = self.counts.get(prefix, 0) + 1
        return f"{self.zone.id}.{prefix}{self.counts[prefix]}"

    def _block(
        self,
        tag: str,
        unit: Unit,
        id: str,
        *,
        pieces: Sequence[Span] | None = None,
        skip_label: bool = False,
        **attributes: str,
    ) -> Element:
        """A block element of a unit (or pieces of it) with id, place in the source and folded content."""
        pieces = tuple(pieces if pieces is not None else unit.pieces)
        pointers = " ".join(f"{self.path}#char={p.start},{p.end}" for p in pieces)
        if skip_label and unit.label and pieces and pieces[0].start == unit.start:
            text = self.document.source.text
            start = text.index(unit.label, unit.start) + len(unit.label)
            pieces = (trimmed(text, Span(start, pieces[0].end)), *pieces[1:])
        heading = any(m.rend == "heading" for m in unit.marks) and tag in ("p", "item")
        made = E(
            tag,
            self._content(unit, pieces),
            xml_id=id,
            source=pointers,
            rend="heading" if heading else None,
            **attributes,
        )
        self.body.ids.setdefault((self.zone.id, unit.n), []).append(id)
        return made

    def _content(self, unit: Unit, pieces: Sequence[Span]) -> list[Node]:
        if not pieces:
            return []
        annotations: list[Annotation] = self.marks.within(pieces[0].start, pieces[-1].end)
        return self.folder.fold(pieces, annotations, self._interruptions(unit))

    def _interruptions(self, unit: Unit) -> list[Interruption]:
        between = sorted(self.inside.get(unit.n, []), key=lambda u: u.start)
        out: list[Interruption] = []
        for before, after in itertools.pairwise(unit.pieces):
            here = [u for u in between if before.end <= u.start < after.start]
            if here:
                make = functools.partial(self._page, here)
            else:
                make = functools.partial(_lost_break, self.zone.role)
            out.append(Interruption(Span(before.end, after.start), make))
        return out

    def _page(self, units: Sequence[Unit], broken: bool) -> list[Node]:
        """Page break and furniture inside a paragraph."""
        nodes: list[Node] = []
        for unit in units:
            nodes += self._furniture_nodes(unit, broken=broken)
        return nodes

    def _furniture(self, unit: Unit, target: Element) -> None:
        for node in self._furniture_nodes(unit, block=True):
            add(target, node)

    def _furniture_nodes(self, unit: Unit, *, broken: bool = False, block: bool = False) -> list[Node]:
        text = self.folder.fold(unit.pieces, [])
        pointer = " ".join(f"{self.path}#char={p.start},{p.end}" for p in unit.pieces)
        if unit.kind == "page-number":
            return self._page_number(unit, text, pointer, broken)
        if unit.kind == "stamp":
            made = E("stamp", text, type="classification", source=pointer)
            return [E("ab", made)] if block else [made]
        rubble = E("unclear", text, reason="ocr", resp=PROGRAM, source=pointer)
        return [E("ab", rubble)] if block else [rubble]

    def _page_number(self, unit: Unit, text: list[Node], pointer: str, broken: bool) -> list[Node]:
        page = self.breaks.get(unit.n)
        nodes: list[Node] = []
        if page is not None and page.units[0] == unit.n:
            nodes.append(self._pb(page, broken))
        reading = dict(page.readings).get(unit.n) if page else None
        if reading is not None:
            corr = E("corr", f"{reading}.", type="ocr", resp=PROGRAM, cert="0.9", evidence="sequence")
            text = [E("choice", E("sic", text), corr)]
        nodes.append(E("fw", text, type="pageNum", place="top", source=pointer))
        return nodes

    def _pb(self, page: PageBreak, broken: bool) -> Element:
        shown = page.folio if page.folio is not None else page.page
        certain = {"resp": PROGRAM, "cert": "0.9"} if shown is not None else {}
        return E("pb", n=shown, **certain, **({"break": "no"} if broken else {}))

    def _note(self, unit: Unit) -> Element:
        by = "translator" if self.zone.role == "translation" else "publisher"
        return self._block("note", unit, self._id("n"), type=by, place="inline", resp=self.by[by])

    def _gap(self, unit: Unit) -> Element:
        content = self.folder.fold(unit.pieces, [])
        pointer = f"{self.path}#char={unit.start},{unit.end}"
        return E("gap", E("desc", content), reason=gap_reason(unit.text), resp=self.by["publisher"], source=pointer)


def _lost_break(role: str, broken: bool) -> list[Node]:
    """A cut sentence with no page number: the page ended here in a typescript; in a translation, the page of the web edition."""
    ends_word: dict[str, Any] = {"break": "no"} if broken else {}
    if role == "original":
        return [E("pb", resp=PROGRAM, cert=number(_CUT_SENTENCE), **ends_word)]
    return [E("lb", **ends_word)]


def _clipped(pieces: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    found = ((max(p.start, start), min(p.end, end)) for p in pieces)
    return tuple(Span(a, b) for a, b in found if a < b)


__all__ = ["Body", "encode_body"]
