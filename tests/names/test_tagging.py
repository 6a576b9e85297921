"""Names that the authority has: what belongs to the span, and what is no name."""

from __future__ import annotations

import pytest

from pipeline.authority import Authority
from pipeline.model import Metadata
from pipeline.names import find_names
from pipeline.source import read_bytes
from tests.names.conftest import Finder, structure_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Беседа И. В. СТАЛИНА с тов. Молотовым.", ["И. В. СТАЛИНА", "Молотовым"]),
        ("Прибыли т.т.Молотов, Вышинский и А.А.Громыко.", ["Молотов", "Вышинский", "А.А.Громыко"]),
        ("Беседа товарища СТАЛИНА И.В. с послом.", ["СТАЛИНА И.В."]),
        ("Вошли Ши Чжэ /Карский/ и тов. Ким Ир Сен.", ["Ши Чжэ", "Карский", "Ким Ир Сен"]),
        ("Это знает тов. Сталин, и мы тоже.", ["Сталин"]),
    ],
)
def test_initials_belong_to_a_russian_name_and_honorifics_do_not(
    find: Finder, text: str, expected: list[str]
) -> None:
    assert find(ru=[text]).surfaces == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He saw [N.T.] Fedorenko and Comrade I.V. Stalin.", ["[N.T.] Fedorenko", "I.V. Stalin"]),
        ("We read Comrade Stalin's letter.", ["Stalin"]),
        (
            "He wrote to Chiang Kai-shek [Jiang Jieshi] and Mao Tse-tung.",
            ["Chiang Kai-shek", "Jiang Jieshi", "Mao Tse-tung"],
        ),
        ("We talked with [Foreign Minister Andrei] Vyshinskii.", ["Vyshinskii"]),
        ("Dr. Stepanov V.I. replied.", ["Stepanov V.I."]),
    ],
)
def test_brackets_and_possessives_of_an_english_name(find: Finder, text: str, expected: list[str]) -> None:
    assert find(en=[text]).surfaces == expected


def test_a_name_broken_at_the_end_of_a_line_is_one_name(find: Finder) -> None:
    assert find(ru=["Об этом сказал тов. Моло-\nтов."]).surfaces == ["Моло-\nтов"]


def test_the_longer_name_wins(find: Finder) -> None:
    found = find(ru=["Тов. Ким Ир Сен встретил тов. Ким Ира."])
    assert found.refs == [("Ким Ир Сен", "kim-il-sung"), ("Ким Ира", "kim-il")]


def test_places_are_nouns_not_adjectives_or_peoples(find: Finder) -> None:
    found = find(en=["The Korean troops and the Americans left for Korea with Soviet aid."])
    assert found.surfaces == ["Korea"]
    assert find(ru=["Китайские товарищи и японцы ждут помощи на Дальнем Востоке."]).surfaces == []


def test_china_and_the_prc_are_two_entries(find: Finder) -> None:
    found = find(en=["The PRC is not all of China."])
    assert found.refs == [("PRC", "prc"), ("China", "china")]


@pytest.mark.parametrize(
    "paragraphs",
    [
        {"ru": ["Если возникнет война между Северной и Южной Кореей, они готовы."]},
        {"en": ["If a war breaks out between North and South Korea they are ready."]},
    ],
)
def test_each_half_of_a_joined_name_is_a_name(find: Finder, paragraphs: dict[str, list[str]]) -> None:
    assert [ref for _, ref in find(**paragraphs).refs] == ["north-korea", "south-korea"]


def test_a_supplied_half_belongs_to_the_name(find: Finder) -> None:
    assert find(en=["He saw a wedge between China and [North] Korea."]).refs[1] == (
        "[North] Korea",
        "north-korea",
    )


def test_the_name_of_an_event_holds_no_place(find: Finder) -> None:
    assert find(en=["It goes against the decisions of the Yalta Conference."]).surfaces == []


def test_the_longest_proper_span_of_an_organisation(find: Finder) -> None:
    found = find(en=["He wrote to the Ministry of Agriculture of the PRC and the Second Field Army."])
    assert found.surfaces == ["Ministry of Agriculture of the PRC", "Second Field Army"]
    assert {m.kind for m in found.mentions} == {"org"}


@pytest.mark.parametrize(
    "text",
    [
        "The Chinese Government and the Korean Army waited for the delegation.",
        "The Embassy asked the Committee.",
    ],
)
def test_generic_bodies_are_no_organisations(find: Finder, text: str) -> None:
    assert find(en=[text]).surfaces == []


@pytest.mark.parametrize(
    ("text", "surface", "ref"),
    [
        ("They passed through the Gulf of Marvenna.", "Gulf of Marvenna", "gulf-of-marvenna"),
        ("The Republic of Indonesia sent a note.", "Republic of Indonesia", "indonesia"),
        ("The Hungarian People's Republic replied.", "Hungarian People's Republic", "hungary"),
    ],
)
def test_places_of_several_words(find: Finder, text: str, surface: str, ref: str) -> None:
    assert find(en=[text]).refs == [(surface, ref)]


def test_a_particle_belongs_to_the_surname(find: Finder) -> None:
    assert find(en=["He agreed with General de Gaulle."]).surfaces == ["de Gaulle"]


def test_one_organisation_by_any_order_of_its_parts(find: Finder) -> None:
    found = find(en=["The CC CPSU thanked the Central Committee of the CPSU."])
    assert [ref for _, ref in found.refs] == ["cpsu-central-committee"] * 2


def test_a_central_committee_alone_is_that_of_the_party_named_last(find: Finder) -> None:
    found = find(ru=["Съезд ВКП(б) открыт.", "Он благодарит ЦК партии."])
    assert found.refs[-1] == ("ЦК партии", "cpsu-central-committee")
    assert found.mentions[-1].cert < 1


def test_a_language_without_facts_still_has_the_authority(authority: Authority) -> None:
    source = read_bytes("毛泽东同周恩来谈话。".encode(), "test.txt")
    mentions, entities = find_names(structure_of(source, ["zh"], {}), Metadata(when="1950-01-22"), authority)
    assert [m.ref for m in mentions] == ["mao-zedong", "zhou-enlai"]
    assert [e.id for e in entities] == ["mao-zedong", "zhou-enlai"]


def test_an_initial_is_no_chinese_surname(find: Finder) -> None:
    assert find(en=["He received Ambassador Ye. D. Kiselev."]).surfaces == ["Ye. D. Kiselev"]


def test_a_committee_is_not_the_politburo_beside_it(find: Finder) -> None:
    found = find(en=["Excerpt from the protocol of the CC CPSU Politburo.", "The Secretary of the CC signed it."])
    assert [m.ref for m in found.mentions] == ["cpsu-politburo", "cpsu-central-committee"]


def test_short_and_long_wording_of_a_new_body_are_one(find: Finder) -> None:
    found = find(en=["The CC of the Ruritanian Party met.", "The Central Committee of the Ruritanian Party met again."])
    assert len({m.ref for m in found.mentions if m.kind == "org"}) == 1
