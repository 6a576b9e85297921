"""Blocks of one division → parts with a kind (see `model.KINDS`).

What a block is depends on its form, on words of the language (`languages/structure.*.toml`) and on its place: the frame of a record
(heading, date, those present, routing) stands before the first paragraph, signatures behind the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.keywords import mended
from pipeline.languages import common_words, facts
from pipeline.model import Metadata, Span
from pipeline.pages import is_page_number, is_rubble, number_of
from pipeline.running import Reading
from pipeline.scripts import script_of_language

type_Part = tuple[Span, str, Span | None]

_GAP = re.compile(r"^\W*\[\s*(?:\.\s*){2,}\]\W*$|^[<(]\s*(?:…|(?:\.\s*){3,})\s*[>)]$|^\[\s*…\s*\]$|^(?:\*\s*){3,}$|^\.{3,}$")
_NOTE = re.compile(r"^\[[^\]]{3,}\][.;]?$|^\((?:illegible|stamp|handwritten|signature)[^)]*\)$", re.S | re.I)
_ITEM = re.compile(r"^[ \t]*(?:[-*•]\s+)?(?:\(\d{1,2}\)|\d{1,2}[.)](?!\d)|\(?[a-zа-я]\))[ \t]+(?=\S)")
_BULLET = re.compile(r"^[ \t]*[-*•+][ \t]+(?=[^\W\d_]|[«\"(\[])")
_FOOTNOTE = re.compile(r"^(?:\*+\s*(?=[^\W\d_])|\[\^?\d{1,2}\]:?\s)(?=.{12,}[.!?\])\"]\s*$)", re.S)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_NAME_LINE = re.compile(
    r"^[/(\[]*(?:(?:[^\W\d_]\.\s?){1,3}\s?)?[^\W\d_][\w'’-]*(?:[ .,-]{1,2}(?:[^\W\d_]\.|[^\W\d_][\w'’-]*)){0,4}[.,)\]/]*$"
)

#: Figures for the letters that they look like.
_FIGURES = str.maketrans("036", "ОЗб")
_HOMOGLYPH = str.maketrans("ABCEHKMOPTXYaceopxy3", "АВСЕНКМОРТХУасеорхуЗ")


#: The number of a heading: "II. The struggle".
_NUMBERED = re.compile(r"(?:[IVX]{1,4}|\d{1,2}|[A-Z])\.\s+(?=[^\W\d_])")
#: So many of the last blocks can be notes under a heading of their own.
_LAST_NOTES = 40


@cache
def _patterns(topic: str, lang: str) -> re.Pattern[str]:
    listed = facts("structure", lang).get(topic, [])
    return re.compile("|".join(f"(?:{p})" for p in listed) or r"(?!)", re.I)


@cache
def _dateline(lang: str) -> re.Pattern[str]:
    """A line that is a date, perhaps with a place before it or an hour behind it."""
    known = facts("structure", lang)
    months = "|".join(known.get("months", [])) or r"(?!)"
    year = known.get("year") or r"(?!)"
    roman = r"[IVXІ1ХУПШ]{1,4}"
    day = r"[\"«„”]?\d{1,2}[\"»”“]?(?:st|nd|rd|th)?"
    date = (
        rf"(?:{day}\s*[-–—]?\s*(?:of\s+)?(?:{months})\s*,?\s*(?:\d{{4}}|\d\d)?\s*(?:{year})?|(?:{months})\s+{day}\s*,?\s*(?:\d{{4}})?"
        rf"|\d{{1,2}}[./-](?:\d{{1,2}}|{roman})[./-]\d{{2,4}}\s*(?:{year})?|(?:{months})\s+\d{{4}}\s*(?:{year})?)"
    )
    place = r"(?:[\[(]?(?:г\.\s*)?[^\W\d_][\w.-]*(?:\s[^\W\d_][\w.-]*)?\s*,?\s*[\])]?\s*,?\s*)?"
    behind = r"(?:\s*,\s*(?:the\s+)?(?:г\.\s*)?(?-i:[^\W\d_a-zа-яё])[\w-]*(?:\s[^\W\d_][\w-]*)?){0,3}"
    half = r"(?:a\.?m\.?|p\.?m\.?)"
    until = rf"(?:\s*[-–—]\s*\d{{1,2}}[:.]\d\d\s*{half}?)?"
    clock = rf"(?:\d{{1,2}}[:.\s-]?\d{{2}}\s*(?:час\w*|hours|hrs|{half}|мин\w*)?|\d{{1,2}}\s*(?:час\w*|{half})|noon)"
    hour = rf"(?:\s*[,;—–-]?\s*(?:at\s+|в\s+|с\s+)?{clock}{until})?"
    return re.compile(rf"^\W*{place}{date}{hour}{behind}\W*$", re.I)


#: A full stop that ends an abbreviation or a number, not a sentence.
_ABBREVIATED = re.compile(
    r"\b(?:(?:[^\W\d_]{1,2}\.\s?)*[^\W\d_]{1,4}|\d+|тов|comrs?|messrs|general|prof)\.(?=\s)", re.I
)


def _runs_on(text: str) -> bool:
    """Does a sentence end inside the text, and another follow?"""
    return bool(re.search(r"[.!?]\s+\S+\s+\S+\s+\S+", _ABBREVIATED.sub("", text)))


def _is_paragraph(text: str) -> bool:
    """Is a text running prose: a sentence that ends, or longer than a line of the frame?"""
    return len(text) > 250 or bool(re.search(r"[^\W\d_]{3,}[.!?…:;][\"'»”’)\]]*$", text))


class Classifier:
    """Reads the blocks of one division in order."""

    def __init__(self, reading: Reading, lang: str, role: str, metadata: Metadata) -> None:
        self.reading = reading
        self.source = reading.source
        self.lang = lang
        self.role = role
        self.metadata = metadata
        self.common = common_words(lang)
        self.opening = True
        self.heads = 0
        self.present = False
        self.titled = self.routed = False

    def parts(self, spans: Sequence[Span]) -> list[type_Part]:
        """Parts of all blocks, in order: (range, kind, range of the list label or None)."""
        out: list[type_Part] = []
        for span in spans:
            out.extend(self._block(span))
        return self._closing(out)

    def text(self, span: Span) -> str:
        """Running text of a range."""
        return self.reading.text(span)

    def _lines(self, span: Span) -> list[Span]:
        out: list[Span] = []
        position = span.start
        for line in self.source.text[span.start : span.end].split("\n"):
            start = position + len(line) - len(line.lstrip())
            if line.strip():
                out.append(Span(start, position + len(line.rstrip())))
            position += len(line) + 1
        return out

    def _block(self, span: Span) -> list[type_Part]:
        lines = self._lines(span)
        first, last = 0, len(lines)
        while first < last and self._is_number(lines[first], alone=last - first == 1):
            first += 1
        while last > first and self._is_number(lines[last - 1], alone=last - first == 1):
            last -= 1
        out = [self._furniture(s) for s in lines[:first]]
        if first < last:
            out += self._text(Span(lines[first].start, lines[last - 1].end), lines[first:last])
        return out + [self._furniture(s) for s in lines[last:]]

    def _is_number(self, line: Span, *, alone: bool) -> bool:
        text = self.text(line)
        raw = self.source.text[line.start : line.end]
        if _patterns("stamp_patterns", self.lang).match(text.strip()) or not is_page_number(text, self.lang):
            return False
        # At the edge of a longer block a figure may belong to its sentence: only what is set as a page number counts.
        return alone or (
            number_of(text) is not None and (not text.strip().isdigit() or len(raw.strip()) <= 3)
        )

    def _furniture(self, span: Span) -> type_Part:
        # A sign or two alone in a typescript is what OCR made of a page number.
        return span, "page-number", None

    def _text(self, span: Span, lines: Sequence[Span]) -> list[type_Part]:
        labels = [self._label(s) for s in lines]
        if sum(label is not None for label in labels) >= 2 and labels[0] is not None:
            return self._items(lines, labels)
        if self.opening and len(lines) > 1:
            kinds = [self._frame_kind(self.text(s), s) for s in lines]
            if all(k in ("routing", "copies", "stamp", "dateline", "head") for k in kinds) or (
                kinds[0] == "dateline" and all(k in ("dateline", "participants") for k in kinds)
            ):
                self.routed = self.routed or "routing" in kinds
                return self._frame_lines(lines, [k or "p" for k in kinds])
        kind, label = self._kind(span, labels[0])
        if kind == "participants" and self._is_listing(lines):
            return [(line, kind, None) for line in lines]
        return [(span, kind, label)]

    def _is_listing(self, lines: Sequence[Span]) -> bool:
        """Is each line of a list of those present an entry of its own, and none the end of the line before it?"""
        texts = [self.text(line) for line in lines]
        raw = self.source.text
        return (
            len(lines) > 2
            and 2 * sum("," in t for t in texts) >= len(texts)
            and all(t[:1].isupper() or t[:1] in "([-*" for t in texts)
            and not any(t[-1:] in ",-–(" or t.split()[-1].casefold() in self.common for t in texts[:-1])
            and not any(raw[line.start] == "|" for line in lines)
        )

    def _frame_lines(self, lines: Sequence[Span], kinds: Sequence[str]) -> list[type_Part]:
        """Lines of the frame, each by itself; lines of a heading stay together."""
        out: list[type_Part] = []
        for line, kind in zip(lines, kinds):
            if kind == "head" and out and out[-1][1] == "head":
                out[-1] = (Span(out[-1][0].start, line.end), "head", None)
            else:
                out.append((line, kind, None))
        return out

    def _items(self, lines: Sequence[Span], labels: Sequence[Span | None]) -> list[type_Part]:
        out: list[type_Part] = []
        for line, label in zip(lines, labels):
            if label is None and out:
                out[-1] = (Span(out[-1][0].start, line.end), "item", out[-1][2])
            else:
                out.append((line, "item", label))
        self.opening = False
        return out

    def _label(self, line: Span) -> Span | None:
        """Range of a list label that opens a line."""
        raw = self.source.text[line.start : line.end]
        m = _ITEM.match(raw) or _BULLET.match(raw)
        if not m:
            return None
        return Span(line.start, line.start + len(m[0].rstrip()))

    def _kind(self, span: Span, label: Span | None) -> tuple[str, Span | None]:
        text = self.text(span)
        kind = self._fixed_kind(text) or (
            self._frame_kind(text, span) if self.opening or self.present else None
        )
        kind = kind or self._late_kind(text, span)
        if kind:
            # A sentence behind the record ("… was present at the conversation.") opens no list.
            self.present = kind == "participants" and (self.opening or text.rstrip()[-1:] not in ".!")
            self.titled = kind == "head"
            self.routed = self.routed or kind == "routing"
            return kind, None
        self.opening = self.opening and label is None and not _is_paragraph(text)
        self.present = self.titled = False
        return ("item", label) if label else ("p", None)

    def _fixed_kind(self, text: str) -> str | None:
        if _GAP.match(text):
            return "gap"
        if _NOTE.match(text) and text.count("[") <= 1:
            return "note"
        if self._is_stamp(text):
            return "stamp"
        if is_rubble(text, self.lang, self.common) and not _dateline(self.lang).match(text):
            return "stamp" if self.opening and len(text) > 8 else "noise"
        return None

    def _is_stamp(self, text: str) -> bool:
        bare = text.strip(" .,:;\"'«»()[]*_№")
        if len(bare) > 45 or not bare:
            return False
        if _patterns("stamp_patterns", self.lang).match(text.strip()):
            return True
        parts = re.split(r"(?<=\w{5})[.,;]\s+", text.strip())
        if len(parts) > 1 and all(self._is_stamp(part) for part in parts):
            return True
        folded = bare.casefold()
        if script_of_language(self.lang) == "Cyrl":
            folded = bare.translate(_HOMOGLYPH).translate(_FIGURES).casefold()
        known = facts("structure", self.lang).get("stamps", [])
        spaced = folded.split()
        if len(spaced) > 5 and all(len(c) == 1 for c in spaced):  # «С Е К Р Е Т Н О»
            return "".join(spaced) in {k.replace(" ", "") for k in known}
        if folded in known:
            return bool(bare.upper() == bare or self.opening)
        from rapidfuzz import fuzz

        return self.opening and len(folded) >= 7 and any(fuzz.ratio(folded, k) >= 82 for k in known)

    def _frame_kind(self, text: str, span: Span) -> str | None:
        """Kinds that stand before the first paragraph."""
        bare = text.strip()
        if self._is_stamp(bare):
            return "stamp"
        if self._is_present(bare) and not self._is_label(span, bare):
            return "participants"
        for kind in ("copies", "routing", "salute"):
            if len(bare) < 400 and _patterns(kind, self.lang).match(mended(bare, self.lang)):
                return kind
        if len(bare) < 80 and _dateline(self.lang).match(mended(bare, self.lang)):
            return "dateline"
        if len(bare) < 120 and _patterns("setting", self.lang).match(bare):
            return "dateline"
        if self.routed and self._is_address(bare):
            return "routing"
        if self._is_head(bare, span):
            self.heads += 1
            return "head"
        return None

    def _is_address(self, text: str) -> bool:
        """A line in capitals under the head of a telegram: the post or the office it goes to («ПХЕНЬЯН», "SOVIET AMBASSADOR")."""
        words = _WORD.findall(text)
        named = any(_patterns(k, self.lang).search(text) for k in ("head", "title_words"))
        return 0 < len(words) <= 4 and text.isupper() and len(text) > 3 and not named

    def _is_present(self, text: str) -> bool:
        opens = _patterns("participants", self.lang).search(mended(text, self.lang))
        if opens and len(text) < 900 and not self._is_title(text):
            return True
        words = _WORD.findall(text)
        capital = sum(w[0].isupper() for w in words)
        if not self.present or len(text) > 600 or re.match(r"[IVXІХ]{1,4}\.\s", text):
            return False
        if re.match(r"^[^.:,\n]{2,40}:\s+\S", text) and (capital < 0.6 * len(words) or "," not in text):
            return False  # a label and speech, not a side and its people
        return bool(words) and capital >= 0.5 * len(words) and not _runs_on(text)

    def _is_label(self, span: Span, text: str) -> bool:
        """A name underlined and alone, with a full stop or colon: the label of a speech, no line of a list."""
        words = _WORD.findall(text)
        marks = [m for m in self.reading.unit(span).marks if m.rend in ("underline", "bold", "italic")]
        inner = self.text(marks[0].inner) if marks else ""
        return len(words) <= 3 and text[-1:] in ".:" and bool(words) and _WORD.findall(inner) == words

    def _is_title(self, text: str) -> bool:
        from rapidfuzz import fuzz

        title = self.metadata.title or ""
        return (
            len(title) > 15
            and fuzz.token_set_ratio(text.casefold(), title.casefold()) >= 88
            and len(text) < 1.6 * len(title)
        )

    def _is_head(self, text: str, span: Span) -> bool:
        letters = [c for c in text if c.isalpha()]
        if not letters or len(text) > 400:
            return False
        if self._is_title(text) and not self.present:
            return True
        marked = any(m.rend == "heading" for m in self.reading.unit(span).marks)
        if marked and not self.present and len(text) < 200 and not _runs_on(text):
            return True
        # A title goes on in small letters: «ЗАПИСЬ БЕСЕДЫ», «с Председателем …».
        if self.titled and text[:1].islower() and len(text) < 250 and text[-1:] not in ":;?!" and not _is_paragraph(text):
            return True
        if (re.search(r"[.!?]$", text) and not re.search(r"\b(?:г|\w)\.$", text)) or (
            ":" in text[:-1] and text.split(":")[1].strip()
        ):
            return (
                bool(_patterns("head", self.lang).match(mended(text, self.lang)))
                and len(text) < 250
                and not re.search(r"[.!?]\s+[A-ZА-Я]\w+\s+\w+", text)
            )
        if _patterns("head", self.lang).match(mended(text, self.lang)):
            return True
        upper = sum(c.isupper() for c in letters) / len(letters)
        if upper > 0.8 and len(letters) > 3:
            return True
        words = _WORD.findall(text)
        # Words in capitals that name a kind of record, without a full stop, before any paragraph: a title.
        titled = sum(w[0].isupper() for w in words) >= 0.5 * len(words) and len(text) < 220
        if titled and not self.present and text[-1:].isalnum() and _patterns("title_words", self.lang).search(text):
            return True
        # A few words without a full stop before any paragraph: a caption.
        return (
            not self.present
            and len(words) <= 8
            and len(text) < 70
            and text[-1:].isalnum()
            and words[0][0].isupper()
            and self.heads < 6
        )

    def _late_kind(self, text: str, span: Span) -> str | None:
        """Kinds that may stand anywhere."""
        if _patterns("participants", self.lang).fullmatch(text.strip(" .:")):
            return "participants"
        if (
            _patterns("participants", self.lang).search(text)
            and len(text) < 900
            and re.search(r"[,:]|\b(?:was|were)\b|\bby\b|ил[аи]?\b", text)
        ):
            return (
                None
                if re.match(r"^[^.:,\n]{2,40}:\s+\S+\s+\S+", text) and "," not in text
                else "participants"
            )
        unit = self.reading.unit(span)
        marked = any(m.rend == "heading" for m in unit.marks)
        if any(m.rend == "bold" and m.inner.end - m.inner.start >= len(text) for m in unit.marks):
            numbered = _NUMBERED.match(text)
            marked, text = marked or numbered is not None, text[numbered.end() :] if numbered else text
        if (
            not self.opening
            and marked
            and len(text) < 120
            and not re.search(r"[.:!?,;]\s*\S", text)
            and len(_WORD.findall(text)) >= 2
        ):
            return "head"
        return None

    def _closing(self, parts: list[type_Part]) -> list[type_Part]:
        """Mark signatures: short lines at the end that are names, offices or dates, or that open as signatures do."""
        self._notes_at_end(parts)
        self._copies_at_end(parts)
        budget = 8
        for i in range(len(parts) - 1, -1, -1):
            span, kind, label = parts[i]
            if kind in ("gap", "page-number", "noise", "note", "stamp"):
                continue
            listed = kind == "item" and i > 0 and parts[i - 1][1] == "item"
            if kind in ("p", "item", "copies") and not listed and (late := self._beside_signature(self.text(span))):
                parts[i] = (span, late, None)
                continue
            if kind == "copies" or (kind == "p" and _patterns("postscript", self.lang).match(self.text(span))):
                continue
            if budget and all(self._is_signature(self.text(line), kind) for line in self._lines(span)):
                if kind in ("p", "item", "head", "participants", "dateline"):
                    dated = _dateline(self.lang).match(self.text(span).strip()) is not None
                    parts[i] = (span, "dateline" if dated else "signature", label)
                budget -= 1
                continue
            break
        return parts

    def _notes_at_end(self, parts: list[type_Part]) -> None:
        """What stands under the heading "Notes" or "Translator's notes" at the end is no part of the record."""
        for i in range(max(1, len(parts) - _LAST_NOTES), len(parts)):
            text = self.text(parts[i][0]).strip()
            if parts[i][1] in ("p", "head", "item") and len(text) < 40 and _patterns("notes", self.lang).fullmatch(text):
                for k in range(i, len(parts)):
                    if parts[k][1] in ("p", "head", "item", "note"):
                        parts[k] = (parts[k][0], "note", None)
                return

    def _copies_at_end(self, parts: list[type_Part]) -> None:
        """The lines under "Distribution list:" or "Copies:" at the end, each with a recipient."""
        for i in range(max(1, len(parts) - 20), len(parts)):
            span, kind, _ = parts[i]
            text = self.text(span).strip()
            if kind not in ("p", "head", "copies", "participants") or len(text) > 60 or text[-1:] != ":":
                continue
            if not _patterns("copies", self.lang).match(text):
                continue
            k = i + 1
            while k < len(parts) and parts[k][1] in ("p", "item", "participants") and len(self.text(parts[k][0])) < 80:
                k += 1
            for n in range(i, k if k > i + 1 else i):
                parts[n] = (parts[n][0], "copies", None)
            return

    def _beside_signature(self, text: str) -> str | None:
        """Kinds that stand beside a signature: how a letter closes, the list of copies with the typist's initials, footnotes."""
        if len(text) < 600 and _patterns("copies", self.lang).match(text):
            return "copies"
        if _patterns("closings", self.lang).match(text.strip(" .,")):
            return "salute"
        remark = _FOOTNOTE.match(text) or _patterns("remarks", self.lang).match(text)
        return "note" if remark and len(text) < 600 else None

    def _is_signature(self, text: str, kind: str) -> bool:
        bare = re.sub(r"\s*[\[(](?:signature|signed|подпись)[^\])]*[\])]", "", text, flags=re.I).strip()
        if not bare:
            return True
        bare = bare.strip("()") if bare.startswith("(") else bare
        office = re.fullmatch(r"([^()]{4,50}?)\s*\(([^()]{3,60})\)", bare)
        if office and _patterns("signature", self.lang).match(office[2]):
            bare = office[1]  # "Jan Novák (ambassador)"
        opens = _patterns("signature", self.lang).match(bare)
        if len(bare) > 120 or (":" in bare[:-1] and not opens) or kind in ("routing", "salute"):
            return False
        if kind == "head" and not _NAME_LINE.match(bare):
            return False
        if opens and len(_WORD.findall(bare)) <= 12:
            if re.search(r"[^\W\d_A-ZА-ЯЁ][\w’']*\s+[^\W\d_A-ZА-ЯЁ]\w+\.$", bare):
                return False  # a short sentence: "The Ambassador thanked me."
            return (
                kind != "participants"
                or not _patterns("participants", self.lang).search(bare)
                or len(_WORD.findall(bare)) <= 6
            )
        if kind == "participants" and _patterns("participants", self.lang).search(bare):
            return False
        if _dateline(self.lang).match(bare) or self._is_dated_name(bare):
            return True
        words = [w for w in _WORD.findall(bare) if w != "the"]
        return 0 < len(words) <= 6 and len(bare) <= 60 and self._is_name(bare, words)

    def _is_dated_name(self, text: str) -> bool:
        """A date and a name on one line: «28.Х.62 АЛЕКСЕЕВ»."""
        parts = text.split()
        cuts = ((" ".join(parts[:k]), " ".join(parts[k:])) for k in range(1, len(parts)))
        return len(parts) < 8 and any(
            _dateline(self.lang).match(date) and any(c.isdigit() for c in date) and self._is_name(name, _WORD.findall(name) or ["-"])
            for one, two in cuts
            for date, name in ((one, two), (two, one))
        )

    def _is_name(self, text: str, words: Sequence[str]) -> bool:
        """A line that is nothing but a name: initials and capitals; a word in small letters only where OCR put it behind."""
        if not _NAME_LINE.match(text) or not words[0][0].isupper():
            return False
        if text.endswith(".") and len(words) > 1 and not re.search(r"\b\w\.$", text):
            return False
        capital = sum(w[0].isupper() for w in words)
        initials = bool(re.match(r"^[^\W\d_]\.", text))
        return capital == len(words) or (initials and capital >= 1 and len(words) <= 4)
