"""Metadata and layers → teiHeader (TEI Guidelines 2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.encoding.correspondence import COPY, correspondence, has_copies
from pipeline.encoding.element import XML, E, Element, number
from pipeline.metadata import Layout, contents_languages, layout
from pipeline.model import ArchiveReference, Document, Participant

if TYPE_CHECKING:
    from pipeline.encoding.document import Settings

_LANGUAGE = {
    "ru": "Russian", "en": "English", "zh": "Chinese", "ko": "Korean", "de": "German", "fr": "French",
    "ja": "Japanese", "zh-Hans": "Chinese, simplified characters", "zh-Hant": "Chinese, traditional characters",
    "zh-Latn-pinyin": "Chinese in Pinyin", "zh-Latn-wadegile": "Chinese in Wade-Giles",
    "zh-Cyrl-x-pallad": "Chinese in Cyrillic letters (Palladius)", "ru-Latn": "Russian in Latin letters",
    "ru-Latn-alalc97": "Russian in Latin letters (ALA-LC)", "ko-Latn": "Korean in Latin letters", "uk": "Ukrainian",
    "pl": "Polish", "cs": "Czech", "hu": "Hungarian", "ro": "Romanian", "bg": "Bulgarian", "mn": "Mongolian",
    "vi": "Vietnamese", "es": "Spanish", "it": "Italian", "und": "undetermined", "my": "Burmese", "ug": "Uyghur",
    "ka": "Georgian", "hi": "Hindi", "ko-Hani": "Korean in Chinese characters", "ar": "Arabic", "fa": "Persian",
    "tr": "Turkish", "sr": "Serbian", "hr": "Croatian", "sq": "Albanian", "bo": "Tibetan", "km": "Khmer", "lo": "Lao",
    "th": "Thai", "id": "Indonesian", "kk": "Kazakh", "fil": "Filipino", "uz": "Uzbek", "tg": "Tajik", "ky": "Kyrgyz",
    "sk": "Slovak", "nl": "Dutch", "pt": "Portuguese", "fi": "Finnish", "sv": "Swedish", "da": "Danish",
    "no": "Norwegian", "he": "Hebrew", "hy": "Armenian", "lt": "Lithuanian", "lv": "Latvian", "et": "Estonian",
    "el": "Greek", "mo": "Moldovan", "be": "Belarusian",
}  # fmt: skip

#: (id, meaning) of the categories that @ana and catRef point at.
_TURN = (
    ("turn.direct", "label and the speaker's own words"), ("turn.reported", "the recorder tells what the speaker said"),
    ("turn.mixed", "both in one turn"), ("narration", "the recorder's own words about the meeting"),
)  # fmt: skip
_ALIGNMENT = (
    ("unaligned", "no counterpart in the other language"),
    ("divergent", "counterpart differs in content"),
)
_CORRESPONDENCE = ((COPY, "received a copy"),)
GENRES = (
    ("record", "record of conversation"), ("telegram", "telegram"), ("report", "report"), ("letter", "letter"),
    ("other", "other document"),
)  # fmt: skip


def encode_header(document: Document, body: Element, settings: Settings) -> Element:
    """The header. Every fact comes from the cover page, the text or the settings; what they do not say is left out."""
    described = layout(document.metadata.archive)
    return E(
        "teiHeader",
        _file_desc(document, body, described, settings),
        _encoding_desc(document, settings),
        _profile_desc(document, settings),
        _revision_desc(settings),
    )


# ---- fileDesc -----------------------------------------------------------------------------------------------------


def _file_desc(document: Document, body: Element, described: Layout | None, settings: Settings) -> Element:
    return E(
        "fileDesc",
        _title_stmt(document, body, described, settings),
        _extent(body),
        _publication(document, described, settings),
        _source_desc(document, described),
    )


def _title_stmt(document: Document, body: Element, described: Layout | None, settings: Settings) -> Element:
    metadata = document.metadata
    made = E("titleStmt")
    if metadata.title:
        made.append(E("title", metadata.title, type="main", xml_lang="en"))
    for div in body:
        lang = div.get(f"{{{XML}}}lang")
        heads = [reading(h) for h in div.findall("{*}head")]
        if heads and (lang != "en" or not metadata.title):
            made.append(E("title", " ".join(heads), type="main", xml_lang=lang))
    if not len(made):
        made.append(E("title", settings.id, type="main"))
    if settings.genre == "record" and metadata.when:
        made.append(E("meeting", E("date", metadata.date, when=metadata.when), corresp="#meeting"))
    for id, name in translator_ids(metadata.translators):
        resp = E("resp", "translation", ref="http://id.loc.gov/vocabulary/relators/trl")
        made.append(E("respStmt", resp, E("persName", name), xml_id=id))
    if described:
        resp = E(
            "resp", "publication of the text; editorial insertions, as far as they are not the translator's"
        )
        made.append(E("respStmt", resp, E("orgName", described.name), xml_id=described.table["organisation"]))
    resp = E("resp", "encoding, inferred by program; nobody has checked it")
    made.append(E("respStmt", resp, E("orgName", f"zapis {settings.version}"), xml_id="encoder"))
    funder = re.search(r"support from (?:the )?(?P<who>[^.]+)", metadata.credits or "")
    if funder:
        made.append(E("funder", funder["who"].strip()))
    return made


def reading(element: Element) -> str:
    """Text of an element as it should be read: corrected, one space for white space, without furniture."""
    parts: list[str] = []

    def walk(e: Element) -> None:
        tag = e.tag.rsplit("}")[-1]
        if tag in ("sic", "orig", "fw"):
            return
        if tag == "lb" and e.get("break") != "no":
            parts.append(" ")
        if tag != "pc" or e.get("force") != "weak":
            parts.append(e.text or "")
        for child in e:
            walk(child)
            parts.append(child.tail or "")

    walk(element)
    return " ".join("".join(parts).split())


def translator_ids(names: Sequence[str]) -> list[tuple[str, str]]:
    """(xml:id, name) of translators: the surname, in ASCII letters."""
    out: list[tuple[str, str]] = []
    for name in names:
        surname = re.sub(r"[^a-z]", "", name.split()[-1].casefold()) or "translator"
        id = f"translator.{surname}"
        while any(id == other for other, _ in out):
            id += "x"
        out.append((id, name))
    return out


def _extent(body: Element) -> Element:
    measures: list[Element] = []
    for div in body:
        id, turns = div.get(f"{{{XML}}}id"), len(div.findall(".//{*}sp"))
        if turns:
            measures.append(E("measure", f"{turns} turns", unit="speeches", quantity=turns, corresp=f"#{id}"))
        words = len(reading(div).split())
        measures.append(E("measure", f"{words} words", unit="words", quantity=words, corresp=f"#{id}"))
    return E("extent", measures) if measures else None


def _publication(document: Document, described: Layout | None, settings: Settings) -> Element:
    made = E("publicationStmt", E("publisher", settings.publisher))
    if settings.published:
        made.append(E("date", settings.published, when=settings.published))
    if described and document.metadata.document_number:
        made.append(E("idno", document.metadata.document_number, type=described.table["idno"]))
    if described:
        licence = E("licence", described.table["rights"], target=described.table["rights_url"])
        made.append(E("availability", licence, status="restricted"))
    else:
        made.append(
            E("availability", E("p", "The source does not say who holds the rights."), status="unknown")
        )
    return made


def _source_desc(document: Document, described: Layout | None) -> Element:
    metadata = document.metadata
    copies = [_ms_desc(a, i, document, described) for i, a in enumerate(metadata.archives)]
    made = E("sourceDesc")
    if len(copies) > 1:
        made.append(E("listWit", [E("witness", c, xml_id=f"W{i + 1}") for i, c in enumerate(copies)]))
    elif copies:
        made.append(copies[0])
    if metadata.originally:
        made.append(E("bibl", metadata.originally, type="originalSource"))
    made.append(_digital_source(document, described))
    return made


def _ms_desc(archive: ArchiveReference, i: int, document: Document, described: Layout | None) -> Element:
    known = described.repository(re.sub(r"\s*\([^)]*\)(?:,[^,]*)?$", "", archive.archive)) if described else None
    short = re.search(r"\(([^)]+)\)(?:,[^,]*)?$", archive.archive)
    known = known or (described.repository(short[1]) if described and short else None)
    identifier = E("msIdentifier")
    if known:
        identifier.append(E("country", known["country"]))
        identifier.append(E("settlement", known["city"]))
    identifier.append(E("repository", archive.archive))
    identifier.append(_reference(archive))
    leaves = re.match(r"0*(\d+)\s*-\s*0*(\d+)$", archive.listy or "")
    contents = E("msContents")
    origin = [described.language(n) for n in document.metadata.languages] if described else []
    if origin and origin[0]:
        contents.append(E("textLang", document.metadata.languages[0], mainLang=origin[0]))
    if leaves:
        locus = E("locus", f"ll. {archive.listy}", from_=leaves[1], to=leaves[2])
        contents.append(E("msItem", locus, E("title", document.metadata.title or "")))
    return E("msDesc", identifier, contents if len(contents) else None, xml_id=f"ms{i + 1}")


def _reference(archive: ArchiveReference) -> Element:
    made = E("idno", type="archivalReference")
    signs = (("fond", "f. "), ("opis", "op. "), ("delo", "d. "), ("papka", "papka "), ("listy", "ll. "))
    first = True
    for name, sign in signs:
        value = getattr(archive, name)
        if value:
            text = ("" if first else ", ") + sign
            if first:
                made.text = text
            else:
                made[-1].tail = text
            made.append(E("idno", value, type=name))
            first = False
    return made


def _digital_source(document: Document, described: Layout | None) -> Element:
    metadata = document.metadata
    made = E("bibl", type="digitalSource", xml_id="src")
    if metadata.title:
        made.append(E("title", metadata.title))
    if metadata.date:
        made.append(E("date", metadata.date, when=metadata.when))
    if described:
        made.append(E("publisher", described.name))
    if described and metadata.document_number:
        made.append(E("idno", metadata.document_number, type=described.table["idno"]))
    if metadata.url:
        made.append(E("ref", metadata.url, target=metadata.url))
    made.append(E("idno", document.source.name, type="filename"))
    made.append(E("idno", document.source.sha256, type="sha256"))
    cover = {"citation": metadata.citation, "credits": metadata.credits}
    for name, text in cover.items():
        if text:
            made.append(E("note", _note(text, document), type="citation", n=name, xml_lang="en"))
    listed = dict(metadata.spans).get("contents")
    if listed:
        raw = document.source.text[listed.start : min(listed.end, metadata.end)]
        made.append(E("note", " ".join(raw.split()), type="citation", n="contents"))
    return made


def _note(text: str, document: Document) -> list[Any]:
    """A text of the cover page, with corrections of its slips (those that lie on the cover page)."""
    flat = " ".join(text.split())
    out: list[Any] = [flat]
    for correction in document.corrections:
        if (
            correction.span.end <= document.metadata.end
            and isinstance(out[-1], str)
            and correction.sic in out[-1]
        ):
            before, _, after = out[-1].partition(correction.sic)
            corr = E(
                "corr", correction.corr, type=correction.kind, resp="#zapis", cert=number(correction.cert)
            )
            out[-1:] = [before, E("choice", E("sic", correction.sic), corr), after]
    return out


# ---- encodingDesc --------------------------------------------------------------------------------------------------


_PROJECT = (
    "Archival diplomatic records encoded from the texts that the archive publishes: original and translation side by side, "
    "speech turns, names, dates, pages, corrections, and the alignment of the languages."
)
_SPELLING = (
    "Spelling stands as in the source. The typewriter's substitute for the hard sign is regularised beside it. Words of the "
    "original that a translator quotes in Latin letters are foreign inside a note of type source-term."
)
_DOES = "encoding of structure, turns, names, dates, corrections and alignment"


def _encoding_desc(document: Document, settings: Settings) -> Element:
    wikidata = "https://www.wikidata.org/entity/$1"
    return E(
        "encodingDesc",
        E("projectDesc", E("p", _PROJECT)),
        _editorial_decl(settings),
        E(
            "listPrefixDef",
            E("prefixDef", E("p", "Wikidata"), ident="wd", matchPattern="(Q[1-9][0-9]*)", replacementPattern=wikidata),
        ),
        E(
            "classDecl",
            _taxonomy("turn", "Modality of a turn", _TURN),
            _taxonomy("alignment", "State of the alignment", _ALIGNMENT),
            _taxonomy("genre", "Genre", GENRES),
            _taxonomy("correspondence", "Role in the correspondence", _CORRESPONDENCE) if has_copies(document) else None,
        ),
        E(
            "appInfo",
            E("application", E("label", "zapis"), E("desc", _DOES), xml_id="zapis", ident="zapis", version=settings.version),
        ),
    )


def _editorial_decl(settings: Settings) -> Element:
    repaired = (
        "Damaged words carry the program's reading beside that of the source where its certainty is at least "
        f"{number(settings.threshold)}."
        if settings.repair
        else "Damaged words stand as in the source; no reading is given."
    )
    hyphens = "A hyphen at the end of a line or page is a pc with force weak, the break has break no."
    inferred = "What the program inferred points to it (resp) and says how certain it is (cert, from 0 to 1)."
    parts = "Paragraphs cut by a page are one. A turn reaches to the next turn or to narration."
    return E(
        "editorialDecl",
        E("correction", E("p", repaired), method="markup", status="low"),
        E("normalization", E("p", _SPELLING), method="markup"),
        E("hyphenation", E("p", hyphens), eol="all"),
        E("segmentation", E("p", parts)),
        E("interpretation", E("p", inferred)),
    )


def _taxonomy(id: str, meaning: str, categories: Sequence[tuple[str, str]]) -> Element:
    return E(
        "taxonomy",
        E("desc", meaning),
        [E("category", E("catDesc", text), xml_id=c) for c, text in categories],
        xml_id=id,
    )


# ---- profileDesc --------------------------------------------------------------------------------------------------


def _profile_desc(document: Document, settings: Settings) -> Element:
    metadata = document.metadata
    made = E("profileDesc")
    if metadata.summary:
        described = layout(metadata.archive)
        by = f"#{described.table['organisation']}" if described else None
        made.append(E("abstract", E("p", " ".join(metadata.summary.split())), source="#src", resp=by))
    if metadata.when:
        made.append(E("creation", E("date", metadata.date, when=metadata.when)))
    made.append(_languages(document))
    made.append(E("textClass", E("catRef", scheme="#genre", target=f"#{settings.genre}")))
    taking_part = [
        p for p in document.participants if not set(p.roles) <= {"sender", "recipient", "copy-recipient"}
    ]
    if taking_part:
        made.append(
            E(
                "particDesc",
                E("listPerson", [_participant(p, document) for p in taking_part], type="participants"),
            )
        )
    if settings.genre == "record" and metadata.when:
        made.append(
            E("settingDesc", E("setting", E("date", metadata.date, when=metadata.when), xml_id="meeting"))
        )
    exchanged = correspondence(document)
    if exchanged is not None:
        made.append(exchanged)
    return made


def _languages(document: Document) -> Element:
    found = [z.lang for z in document.structure.zones]
    for entity in document.entities:
        found += [lang for _, lang in entity.forms]
    announced = [lang for _, lang in contents_languages(document.metadata) if lang]
    codes = list(dict.fromkeys([*found, *announced, "en", "ru-Latn", "und"]))
    counted = {code: _LANGUAGE.get(code, f"language with the tag {code}") for code in codes}
    return E("langUsage", [E("language", name, ident=code) for code, name in counted.items()])


def _participant(participant: Participant, document: Document) -> Element:
    entity = next((e for e in document.entities if e.id == participant.ref), None)
    roles = [r for r in participant.roles if r not in ("sender", "recipient", "copy-recipient")]
    return E(
        "person", E("persName", entity.name if entity else participant.ref, ref=f"#{participant.ref}"),
        role=" ".join(roles) or None, sameAs=f"#{participant.ref}",
    )  # fmt: skip


def _revision_desc(settings: Settings) -> Element:
    change = E(
        "change", "Encoded from the source text.", who="#zapis", when=settings.encoded, status="machineTagged"
    )
    return E("revisionDesc", E("listChange", change), status="machineTagged")
