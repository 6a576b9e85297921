"""Entities and alignments → standOff (TEI Guidelines 14, 17.5.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.encoding.body import Body
from pipeline.encoding.element import XML, E, Element, number
from pipeline.encoding.marks import PROGRAM, evidence_of, sentence_ids
from pipeline.model import Alignment, Document, Entity, SentenceAlignment, Span

_LIST = (
    ("person", "listPerson", "person", "persName"),
    ("place", "listPlace", "place", "placeName"),
    ("org", "listOrg", "org", "orgName"),
)


def encode_standoff(document: Document, body: Body) -> Element:
    """`standOff` with the entries of all entities and a `linkGrp` per aligned pair; None if there is nothing to say."""
    made = E("standOff")
    for kind, list_tag, tag, name_tag in _LIST:
        entities = sorted((e for e in document.entities if e.kind == kind), key=lambda e: e.id)
        if entities:
            made.append(E(list_tag, [entry(e, tag, name_tag) for e in entities]))
    for alignment in document.alignments:
        group = links(alignment, body, document)
        if group is not None:
            made.append(group)
    for pair in document.sentences:
        group = _sentence_links(pair, sentence_ids(document), body)
        if group is not None:
            made.append(group)
    return made if len(made) else None


def _sentence_links(pair: SentenceAlignment, ids: dict[Span, str], body: Body) -> Element:
    """A `linkGrp` of the sentences that stand in the text (one that an element would cut has no `seg`)."""
    there = {e.get(f"{{{XML}}}id") for e in body.element.iter("{*}seg")}
    made: list[Element] = []
    for bead in pair.beads:
        left, right = ([ids[s] for s in side if ids[s] in there] for side in (bead.left, bead.right))
        if left and right:
            target = " ".join(f"#{i}" for i in (*left, *right))
            made.append(
                E("link", type_=f"{len(left)}-{len(right)}", target=target, cert=number(bead.cert))
            )
    domains = f"#{pair.left} #{pair.right}"
    return E("linkGrp", made, type_="sentence", domains=domains, resp=PROGRAM) if made else None


def entry(entity: Entity, tag: str, name_tag: str) -> Element:
    """The entry of an entity: preferred name, other forms by language, identifiers, place, and, if they were
    checked, dates and office."""
    inferred = (
        {"resp": PROGRAM, "cert": number(entity.cert), "evidence": evidence_of(entity.evidence)}
        if entity.cert < 1
        else {}
    )
    made = E(tag, xml_id=entity.id, type=entity.type, **inferred)
    made.append(E(name_tag, entity.name, type="preferred", xml_lang=_preferred_lang(entity)))
    for form, lang in entity.forms:
        if form != entity.name:
            made.append(E(name_tag, form, xml_lang=lang))
    if tag == "person" and not entity.unchecked:
        made.append(E("birth", when=entity.born)) if entity.born else None
        made.append(E("death", when=entity.died)) if entity.died else None
    if tag == "place" and entity.lat is not None and entity.lon is not None:
        made.append(E("location", E("geo", f"{entity.lat} {entity.lon}")))
    for type_, value in entity.identifiers:
        made.append(E("idno", value, type=type_))
    if entity.role and not entity.unchecked:
        made.append(E("note", entity.role, type="editorial"))
    return made


def _preferred_lang(entity: Entity) -> str:
    for form, lang in entity.forms:
        if form == entity.name:
            return lang
    return "en" if entity.name.isascii() else "und"


def links(alignment: Alignment, body: Body, document: Document) -> Element:
    """A `linkGrp` of the units that correspond. Units without counterpart are marked `#unaligned` instead."""
    made: list[Element] = []
    for bead in alignment.beads:
        left = _ids(body, alignment.left, bead.left)
        right = _ids(body, alignment.right, bead.right)
        if left and right:
            type_ = f"{len(left)}-{len(right)}"
            target = " ".join(f"#{i}" for i in (*left, *right))
            made.append(E("link", type_=type_, target=target, cert=number(bead.cert)))
        else:
            _mark_unaligned(body, left or right)
    if not made:
        return None
    roles = {z.id: z.role for z in document.structure.zones}
    functions = f"{roles[alignment.left]} {roles[alignment.right]}"
    return E(
        "linkGrp",
        made,
        type_="translation",
        targFunc=functions,
        domains=f"#{alignment.left} #{alignment.right}",
        resp=PROGRAM,
    )


def _ids(body: Body, zone: str, units: Sequence[int]) -> list[str]:
    return [id for n in units for id in body.ids.get((zone, n), ())]


def _mark_unaligned(body: Body, ids: Iterable[str]) -> None:
    wanted = set(ids)
    if not wanted:
        return
    for element in body.element.iter():
        if element.get(f"{{{XML}}}id") in wanted and element.tag.rsplit("}")[-1] in (
            "p",
            "item",
            "head",
            "sp",
            "signed",
            "note",
            "ab",
        ):
            ana = element.get("ana")
            element.set("ana", f"{ana} #unaligned" if ana else "#unaligned")
