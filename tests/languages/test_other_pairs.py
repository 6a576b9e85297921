"""Nothing assumes Russian and English: other originals, other scripts, speakers whom only the other language names."""

from __future__ import annotations

from pipeline.authority import load_authority
from pipeline.build import encode_document
from pipeline.languages import common_words, known_languages
from pipeline.model import Document
from pipeline.project import Project
from pipeline.source import read_bytes
from pipeline.verify import verify

COVER = '''**June 12, 1962**

## **{title}**

### **Citation:**

"{title}", June 12, 1962, Wilson Center Digital Archive, {archive}. Translated by Bernd Schaefer. <https://digitalarchive.wilsoncenter.org/document/110001>

### **Original Language:**

{language}

### **Contents:**

Transcript - {language}
Translation - English

'''
ENGLISH = """Chairman Mao: You are back, very good. How is your health?

Yudin: Thank you, Chairman, I am well.

Chairman Mao: How is the agricultural situation in the Soviet Union?

Yudin: This year's harvest is better than last year's.
"""


def _document(language: str, archive: str, title: str, original: str, english: str) -> Document:
    text = COVER.format(language=language, archive=archive, title=title) + original + "\n\n" + english
    source = read_bytes(text.encode(), "x.txt")
    encoded = encode_document(source, Project(), load_authority())
    assert verify(encoded.tei, source) is None
    return encoded.document


def test_a_german_original_is_told_from_its_english_translation() -> None:
    german = """Genosse Ulbricht: Wir möchten mit der Frage der wirtschaftlichen Zusammenarbeit beginnen. Die Lage ist nicht einfach.

Genosse Chruschtschow: Das ist uns bekannt. Wir haben im Präsidium darüber gesprochen.

Genosse Ulbricht: Wir brauchen im nächsten Jahr 300 000 Tonnen Getreide und Walzstahl.

Genosse Chruschtschow: Das muß noch geprüft werden. Ich kann Ihnen heute keine Antwort geben."""
    english = """Comrade Ulbricht: We would like to begin with the question of economic cooperation. The situation is not simple.

Comrade Khrushchev: That is known to us. We have spoken about it in the Presidium.

Comrade Ulbricht: Next year we need 300,000 tons of grain and rolled steel.

Comrade Khrushchev: That must still be examined. I cannot give you an answer today."""
    document = _document("German", "SAPMO-BArch, DY 30/3709", "Conversation between Ulbricht and Khrushchev", german, english)
    assert [(z.lang, z.role) for z in document.structure.zones] == [("de", "original"), ("en", "translation")]
    speakers = {z: [t.speakers for t in document.turns if t.zone == z] for z in ("de", "en")}
    assert speakers["de"] == speakers["en"] == [("ulbricht",), ("khrushchev",)] * 2
    assert [(b.left, b.right) for b in document.alignments[0].beads] == [((n,), (n,)) for n in range(4)]


def test_speakers_whom_nobody_knows_are_known_by_their_counterparts() -> None:
    chinese = "毛主席：你回来了，很好。身体怎么样？\n\n尤金：谢谢主席，我身体很好。\n\n毛主席：苏联的农业情况怎么样？\n\n尤金：今年的收成比去年好。"
    document = _document("Chinese", "PRC FMA 109-00410-01", "Conversation of Mao with Yudin", chinese, ENGLISH)
    turns = [t for t in document.turns if t.zone == "zh"]
    assert [t.speakers for t in turns] == [("mao-zedong",), ("yudin",)] * 2
    assert all(t.cert <= 0.8 and "other-language" in t.evidence for t in turns)
    assert all(b.left and b.right for b in document.alignments[0].beads)


def test_a_translation_before_its_original_is_still_a_translation() -> None:
    russian = "Мао Цзэ-дун: Вы вернулись, очень хорошо. Как ваше здоровье?\n\nЮдин: Спасибо, товарищ председатель, я здоров."
    english = ENGLISH.split("\n\nChairman Mao: How is the")[0]
    text = COVER.format(language="Russian", archive="APRF, f. 1, op. 2, d. 3", title="Conversation") + english + "\n\n" + russian
    document = encode_document(read_bytes(text.encode(), "x.txt"), Project(), load_authority()).document
    assert [(z.lang, z.role) for z in document.structure.zones] == [("en", "translation"), ("ru", "original")]


def test_every_language_of_the_cover_page_has_common_words_or_a_script_of_its_own() -> None:
    assert {"de", "pl", "cs", "hu", "ro", "bg", "fr"} <= set(known_languages())
    assert all(common_words(lang) for lang in known_languages())
