"""Who sent a letter or telegram, to whom and from where: persons, bodies and places of its head."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline import encode
from pipeline.letterhead import role_before

TEI = {"t": "http://www.tei-c.org/ns/1.0"}
COVER = """## {date}

# {title}

#### Citation:

"{title}", {date}, Wilson Center Digital Archive, AVPRF, Fond 059a, Opis 5a, Delo 5, Papka 11, Listy 1-2

#### **Contents:**

Translation - English

"""
TELEGRAM = """CIPHERED TELEGRAM

From BEIJING From Kuznetsov
To MID USSR

Copies: Malenkov, Molotov

Yesterday I visited Mao Zedong and told him what the Government had decided. He agreed with it.

KUZNETSOV
"""
LETTER = """TO THE CENTRAL COMMITTEE OF THE COMMUNIST PARTY OF CHINA

To Comrade Mao Zedong

Moscow, 5 June 1958

Dear Comrade Mao Zedong,

We have discussed your proposal and agree with it. The question of Port Arthur remains open.

With Communist greetings,

N. KHRUSHCHEV
"""


def acts(text: str, title: str, date: str) -> list[tuple[str | None, str | None, list[str]]]:
    root = etree.fromstring(encode(COVER.format(title=title, date=date) + text))
    found = root.xpath("//t:correspAction", namespaces=TEI)
    return [(a.get("type"), a.get("ana"), [n.get("ref")[1:] for n in a if n.get("ref")]) for a in found]


def test_a_telegram_has_a_place_a_ministry_and_recipients_of_copies() -> None:
    title = "Telegram from Kuznetsov to Soviet Foreign Ministry regarding a Meeting with Mao Zedong"
    assert acts(TELEGRAM, title, "July 29, 1953") == [
        ("sent", None, ["kuznetsov", "beijing"]),
        ("received", None, ["soviet-foreign-ministry"]),
        ("received", "#copy", ["malenkov", "molotov"]),
    ]


def test_a_letter_to_a_body_and_a_person_has_both() -> None:
    (sent, received) = acts(LETTER, "Letter from Khrushchev to Mao Zedong", "June 5, 1958")
    assert sent == ("sent", None, ["khrushchev", "moscow"])
    assert received == ("received", None, ["mao-zedong", "cpc-central-committee"])


@pytest.mark.parametrize(
    ("before", "lang", "role"),
    [
        ("From: ", "en", "sender"),
        ("From BEIJING To ", "en", "recipient"),
        ("Копии: т. Сталину, ", "ru", "copy-recipient"),
        ("КОМУ: ", "ru", "recipient"),
        ("Urgent ", "en", ""),
        ("From ", "hu", ""),
    ],
)
def test_the_last_word_of_the_letterhead_gives_the_role(before: str, lang: str, role: str) -> None:
    assert role_before(before, lang) == role


def test_a_postscript_stands_behind_the_signature() -> None:
    text = LETTER + "\nP.S. I enclose the text of the communiqué that Molotov has read.\n\nN. Khrushchev\n"
    root = etree.fromstring(encode(COVER.format(title="Letter from Khrushchev to Mao Zedong", date="June 5, 1958") + text))
    (div,) = root.xpath("//t:body/t:div", namespaces=TEI)
    assert [e.tag.rpartition("}")[2] for e in div][-4:] == ["p", "closer", "postscript", "closer"]
    assert div.xpath("string(t:closer[1]/t:signed)", namespaces=TEI) == "N. KHRUSHCHEV"
    assert div.xpath("normalize-space(t:postscript)", namespaces=TEI).startswith("P.S. I enclose")
