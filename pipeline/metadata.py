"""Source → Metadata: the archive's cover page as data.

The layout (labels, archives, form of references and addresses) is a file per archive in `archives/`; the first whose
signs of recognition stand in the text reads it. A field the page does not have stays empty; nothing is invented.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.model import ArchiveReference, Block, Metadata, Source, Span
from pipeline.running import running_unit

_DATE = re.compile(
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)\s+"
    r"(?:(?P<day>\d{1,2})\s*,\s*)?(?P<year>1[89]\d\d|20\d\d)"
    r"|(?P<day2>\d{1,2})\s+(?P<month2>January|February|March|April|May|June|July|August|September|October|November|December)\s+"
    r"(?P<year2>1[89]\d\d|20\d\d)|(?P<year3>1[89]\d\d|20\d\d)"
)
_MONTHS = {m: i for i, m in enumerate(
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"], 1
)}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """The cover page of one archive, from its data file."""

    id: str
    name: str
    table: dict[str, Any]

    @property
    def labels(self) -> dict[str, list[str]]:
        labels: dict[str, list[str]] = self.table["labels"]
        return labels

    def language(self, name: str) -> str | None:
        """Language code (BCP 47) of a language name as the cover page writes it."""
        code: str | None = self.table["languages"].get(name.strip())
        return code

    def repository(self, name: str) -> dict[str, Any] | None:
        """The archive a citation means, or None where the table does not know it."""
        bare = re.sub(r"[\s.,;()]+", " ", name).strip().casefold()
        for repository in self.table["repositories"]:
            if any(re.sub(r"[\s.,;()]+", " ", f).strip().casefold() == bare for f in repository["forms"]):
                return dict(repository)
        return None


@cache
def layouts() -> tuple[Layout, ...]:
    """All layouts, in the order of their file names."""
    found = sorted(
        (p for p in files("pipeline").joinpath("archives").iterdir() if p.name.endswith(".toml")),
        key=lambda p: p.name,
    )
    tables = [tomllib.loads(p.read_text(encoding="utf-8")) for p in found]
    return tuple(Layout(t["id"], t["name"], t) for t in tables)


def layout(id: str | None) -> Layout | None:
    """The layout of that id."""
    return next((x for x in layouts() if x.id == id), None)


def read_metadata(source: Source) -> Metadata:
    """What the cover page says; `end` is where the contents begin (0 where there is no cover page)."""
    head = source.text[:8000].casefold()
    for candidate in layouts():
        if any(sign.casefold() in head for sign in candidate.table["recognised_by"]):
            found = _read(source, candidate)
            if found:
                return found
    return Metadata()


def _read(source: Source, layout: Layout) -> Metadata | None:
    fields, end = _fields(source, layout)
    if not fields:
        return None
    text = {name: _text(source, spans) for name, spans in fields.items()}
    citation = text.get("citation")
    title, date = _title_and_date(text.get("title"), citation)
    entries = _contents(text.get("contents", ""), layout)
    # Where the list and the first words of the contents share a block, the rest of the block stays with the list.
    found = Metadata(
        title=title,
        date=date,
        when=iso_date(date) if date else None,
        citation=citation,
        summary=text.get("summary"),
        credits=text.get("credits"),
        languages=tuple(
            x.strip() for x in re.split(r"[,;/]|\band\b|\n", text.get("languages", "")) if x.strip()
        ),
        contents=entries,
        archive=layout.id,
        end=end,
        spans=tuple((name, Span(spans[0].start, spans[-1].end)) for name, spans in fields.items()),
    )
    return _with_citation(found, citation, layout, source, fields.get("citation"))


def _text(source: Source, spans: list[Span]) -> str:
    return "\n".join(running_unit(source, [s]).text for s in spans)


def _label(line: str, layout: Layout) -> tuple[str, int] | None:
    """The field a line opens, and how many characters of the line the label takes."""
    plain = re.match(r"[\s#*_]*([A-Za-z ]+?)\s*[*_]*\s*:\s*[*_]*", line)
    bare = re.fullmatch(r"[\s#*_]*([A-Za-z ]+?)[\s*_]*", line)
    for m in (plain, bare if re.match(r"\s*[#*]", line) else None):
        if m:
            for field, names in layout.labels.items():
                if m[1].strip().casefold() in (n.casefold() for n in names):
                    return field, m.end()
    return None


def _fields(source: Source, layout: Layout) -> tuple[dict[str, list[Span]], int]:
    """Ranges of each field's value and the end of the cover page.

    The page ends with the value of the contents list; without one, with the last block of the last label seen, which is
    one block long (languages and credits are).
    """
    fields: dict[str, list[Span]] = {}
    current = "title"
    end = 0
    for block in source.blocks:
        opened = False
        position = block.start
        for line in source.text[block.start : block.end].split("\n"):
            label = _label(line, layout)
            if label:
                current, opened = label[0], True
                rest = Span(position + label[1], position + len(line))
                fields.setdefault(current, [])
                if source.text[rest.start : rest.end].strip():
                    fields[current].append(rest)
            elif opened or not _is_over(current, fields):
                fields.setdefault(current, []).append(Span(position, position + len(line)))
                opened = True
            position += len(line) + 1
        if not opened:
            return _checked(fields), end
        if current == "contents" and not _more_contents(source, block, fields, layout):
            return _checked(fields), _end_of_contents(source, block, layout)
        end = block.end
        if block.n > 60:
            break
    return _checked(fields), end


def _is_over(current: str, fields: dict[str, list[Span]]) -> bool:
    return current in ("languages", "credits") and bool(fields.get(current)) and "citation" in fields


def _more_contents(source: Source, block: Block, fields: dict[str, list[Span]], layout: Layout) -> bool:
    """Does the contents list go on after this block? While the next block is another entry, or no entry came yet."""
    after = source.blocks[block.n + 1] if block.n + 1 < len(source.blocks) else None
    if after is None:
        return False
    if not fields.get("contents"):
        return True
    return bool(_ENTRY(layout).match(running_unit(source, [after.span]).text))


def _end_of_contents(source: Source, block: Block, layout: Layout) -> int:
    """Where the contents list ends in its last block: with the block, unless running text is glued to it."""
    position = block.start
    while m := _ENTRY(layout).match(source.text, position, block.end):
        position = m.end()
    rest = source.text[position : block.end]
    return position if position > block.start and sum(c.isalpha() for c in rest) >= 12 else block.end


def _checked(fields: dict[str, list[Span]]) -> dict[str, list[Span]]:
    """A cover page has at least a citation or a contents list; otherwise what was read is text."""
    return {k: v for k, v in fields.items() if v} if "citation" in fields or "contents" in fields else {}


@cache
def _entry_pattern(id: str) -> re.Pattern[str]:
    table = next(x for x in layouts() if x.id == id).table
    names = "|".join(re.escape(n) for n in sorted(table["languages"], key=len, reverse=True))
    forms = sorted(table["contents"]["entries"], key=len, reverse=True)
    either = "|".join(
        re.escape(f).replace(r"\{language\}", f"(?:{names})").replace(r"\ \-\ ", r"\s*[-–—]\s*")
        for f in forms
    )
    return re.compile(rf"\s*[-*•]?\s*(?P<entry>{either})(?!\w)", re.I)


def _ENTRY(layout: Layout) -> re.Pattern[str]:
    return _entry_pattern(layout.id)


def _contents(text: str, layout: Layout) -> tuple[str, ...]:
    """Entries of the contents list, also where several stand in one line."""
    found: list[str] = []
    position = 0
    while m := _ENTRY(layout).match(text, position):
        found.append(re.sub(r"\s+", " ", m["entry"]))
        position = m.end()
    return tuple(found)


def contents_languages(metadata: Metadata) -> tuple[tuple[str, str | None], ...]:
    """(role, language code or None) of each text that the contents list announces, in its order.

    A scan announces no text of its own, but says that one in the original language may follow.
    """
    described = layout(metadata.archive)
    if described is None:
        return ()
    table = described.table["contents"]
    out: list[tuple[str, str | None]] = []
    for entry in metadata.contents:
        name, _, language = (x.strip() for x in re.sub(r"\s*[-–—]\s*", "|", entry, count=1).partition("|"))
        role = (
            "original"
            if name in table["original"]
            else "translation"
            if name in table["translation"]
            else None
        )
        if role:
            out.append((role, described.language(language) if language else None))
    return tuple(out)


def _title_and_date(text: str | None, citation: str | None) -> tuple[str | None, str | None]:
    """Title and date as they stand above the first label: the date before or after the title, or in one line with it."""
    if not text:
        quoted = re.match(r'\s*["“](?P<t>.+?),?["”]', citation or "", re.S)
        return (" ".join(quoted["t"].split()) if quoted else None), None
    whole = " ".join(text.split())
    m = _DATE.match(whole)
    if m and (m["month"] or m["month2"] or len(m[0]) == len(whole)):
        return whole[m.end() :].lstrip(" ,") or None, m[0]
    m = re.search(_DATE.pattern + r"\s*$", whole)
    if m and not m.groupdict().get("year3"):
        return whole[: m.start()].rstrip(" ,") or whole, m[0].strip()
    cited = _DATE.search(citation.partition('",')[2] or citation) if citation else None
    return whole, cited[0] if cited and not cited["year3"] else None


def iso_date(text: str) -> str | None:
    """ISO 8601 of an English date ("January 22, 1950", "22 January 1950", "May 1951", "1951"); None if it is none."""
    m = _DATE.search(text)
    if not m:
        return None
    year = m["year"] or m["year2"] or m["year3"]
    month = m["month"] or m["month2"]
    day = m["day"] or m["day2"]
    if not month:
        return year
    value = f"{year}-{_MONTHS[month]:02d}"
    if not day:
        return value
    try:
        return datetime.date(int(year), _MONTHS[month], int(day)).isoformat()
    except ValueError:
        return value


def _with_citation(
    found: Metadata, citation: str | None, layout: Layout, source: Source, spans: list[Span] | None
) -> Metadata:
    if not citation or not spans:
        return found
    flat = " ".join(citation.split())
    url = re.search(layout.table["url"], flat)
    number = url["number"] if url else None
    translators = _translators(flat, layout)
    references = _references(flat, layout)
    originally = None if references else _originally(flat, layout)
    return replace(
        found,
        archives=references,
        originally=originally,
        translators=translators,
        url_as_given=url[0] if url else None,
        url=layout.table["canonical"].format(number=number) if number else None,
        document_number=number if number and number.isdigit() else None,
    )


def _translators(citation: str, layout: Layout) -> tuple[str, ...]:
    m = re.search(layout.table["translated_by"], citation)
    if not m:
        return ()
    return tuple(
        x.strip(" .") for x in re.split(r"\s+and\s+|\s*[,;&]\s*(?=[A-Z])", m["names"]) if x.strip(" .")
    )


def _body(citation: str, layout: Layout) -> str:
    """The citation without quoted title, date, name of the archive's site, translator and address."""
    rest = citation
    _, sign, after = rest.partition(layout.name)
    if sign:
        rest = after
    rest = re.sub(r"<?https?://\S+>?", "", rest)
    rest = re.sub(layout.table["translated_by"], "", rest)
    return rest.strip(" ,.;")


def _references(citation: str, layout: Layout) -> tuple[ArchiveReference, ...]:
    """Archival references, one per archive, separated by ";" or "and"."""
    out: list[ArchiveReference] = []
    for part in re.split(r";\s*(?:and\s+)?|,\s+and\s+(?=[A-ZА-Я])", _body(citation, layout)):
        values: dict[str, str] = {}
        first = len(part)
        for name, pattern in layout.table["reference"].items():
            m = re.search(pattern, part)
            if m:
                values[name] = re.sub(r"\s*[-–—]\s*", "-", m["v"])
                first = min(first, m.start())
        archive = part[:first].strip(" ,.;")
        if values and archive and ("fond" in values or "delo" in values):
            out.append(ArchiveReference(archive, **values))  # type: ignore[arg-type]
    return tuple(out)


def _originally(citation: str, layout: Layout) -> str | None:
    """Where the text was taken from, if the citation names no archive: a memoir, a publication, a private collection."""
    body = _body(citation, layout)
    return body or None
