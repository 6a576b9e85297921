"""Organisations by head, body and country; damaged words inside their names; whose body is meant."""

from __future__ import annotations

import pytest

from pipeline.authority import Authority
from pipeline.authority.entry import Entry, Name
from pipeline.model import Metadata, Structure
from pipeline.names import find_names
from pipeline.source import read_bytes
from tests.names.conftest import Finder, structure_of


def orgs(find: Finder, lang: str, text: str, **others: object) -> list[str]:
    """Surfaces of the organisations of a paragraph."""
    found = find(**{lang: [text]}, **others)
    return [found.surface(m) for m in found.mentions if m.kind == "org"]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "He met the counselor of the Soviet Embassy.", ["Soviet Embassy"]),
        ("en", "Then the Embassy of Czechoslovakia in Pyongyang replied.", ["Embassy of Czechoslovakia in Pyongyang"]),
        ("en", "SOVIET EMBASSY IN THE DPRK", ["SOVIET EMBASSY IN THE DPRK"]),
        ("en", "EMBASSY OF THE HUNGARIAN PEOPLE'S REPUBLIC", ["EMBASSY OF THE HUNGARIAN PEOPLE'S REPUBLIC"]),
        ("ru", "Об этом знает посольство Кубы.", ["посольство Кубы"]),
        ("ru", "Посольство СССР в КНДР", ["Посольство СССР в КНДР"]),
        ("ru", "Советское посольство и наше посольство знают об этом.", []),
        ("en", "Our Embassy in Hanoi reported to the Embassy.", []),
    ],
)
def test_an_embassy_is_that_of_a_country(find: Finder, lang: str, text: str, expected: list[str]) -> None:
    assert orgs(find, lang, text) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "They saw the Vunsan Textile Combine and the Combine.", ["Vunsan Textile Combine"]),
        ("en", "They saw the Kim Chaek Cement Factory.", ["Kim Chaek Cement Factory"]),
        ("en", "The Vunsan Power Station on the Yalu River works.", ["Vunsan Power Station"]),
        ("en", "He studied at Kim Il Sung University.", ["Kim Il Sung University"]),
        ("en", "They passed Manchuria Station and the Plant.", []),
        ("ru", "На Вунсанском цементном заводе и на заводе работают люди.", ["Вунсанском цементном заводе"]),
        ("ru", "На цементном заводе имени Ким Чака работают люди.", ["цементном заводе имени Ким Чака"]),
        ("ru", "На Вунсанской ГЭС работают люди, завод стоит.", ["Вунсанской ГЭС"]),
        ("ru", "Новый завод и советский институт строятся.", []),
        ("ru", "Он окончил Московский государственный университет.", ["Московский государственный университет"]),
    ],
)
def test_enterprises_and_schools_bear_a_name(find: Finder, lang: str, text: str, expected: list[str]) -> None:
    assert orgs(find, lang, text) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The Commission for the Unification and Rehabilitation of Ruritania met.",
         ["Commission for the Unification and Rehabilitation of Ruritania"]),
        ("en", "The Committee for Cultural Relations with Foreign Countries met.",
         ["Committee for Cultural Relations with Foreign Countries"]),
        ("ru", "Он был в Комиссии ООН по разоружению и контролю.", ["Комиссии ООН по разоружению и контролю"]),
        ("ru", "Он был в Комитете по культурным связям с зарубежными странами.",
         ["Комитете по культурным связям с зарубежными странами"]),
        ("ru", "Он передал это в Общий отдел ЦК КПСС.", ["Общий отдел ЦК КПСС"]),
        ("ru", "2 - ОЗКР МИД СССР", ["ОЗКР МИД СССР"]),
        ("ru", "1 - Отдел ЦК КПСС", ["ЦК КПСС"]),
        ("en", "1 - CPSU CC Department", ["CPSU CC"]),
        ("en", "2 - Southeast Asia Department, USSR MFA", ["Southeast Asia Department, USSR MFA"]),
        ("en", "COUNCIL OF MINISTERS OF THE PEOPLE'S REPUBLIC OF ALBANIA",
         ["COUNCIL OF MINISTERS OF THE PEOPLE'S REPUBLIC OF ALBANIA"]),
        ("en", "Communist Party of the Soviet Union. Central Committee",
         ["Communist Party of the Soviet Union. Central Committee"]),
        ("en", "The 7th Fleet of the USA is there.", ["7th Fleet of the USA"]),
        ("ru", "Командование 7-го флота молчит.", ["7-го флота"]),
        ("ru", "Комиссия по этому вопросу работает. Комитет партии решил. Группа войск ушла.", []),
        ("ru", "Он спросил о Верховном суде США и о суде.", ["Верховном суде США"]),
        ("ru", "Это знает Госбанк СССР.", ["Госбанк СССР"]),
        ("ru", "Об этом писала газета \"Правда\" и сообщило агентство Рейтер.", ["Правда", "Рейтер"]),
        ("ru", "Это решило акционерное общество \"Ланвит\".", ["Ланвит"]),
        ("ru", "Он спросил о создании информбюро.", []),
        ("ru", "Президиум съезда избран. Бюро комитета работает.", []),
        ("en", "The Central Committee of the Ruritanian Workers' Party met.",
         ["Central Committee of the Ruritanian Workers' Party"]),
        ("en", "A letter of the Korean Workers' Party came.", ["Korean Workers' Party"]),
    ],
)  # fmt: skip
def test_the_whole_name_of_a_body(find: Finder, lang: str, text: str, expected: list[str]) -> None:
    assert orgs(find, lang, text) == expected


@pytest.mark.parametrize(
    ("text", "surface", "ref", "reading"),
    [
        ("Это решило Полнтбюро ЦК СЕПГ.", "Полнтбюро ЦК СЕПГ", "socialist-unity-party-politburo", "Политбюро ЦК СЕПГ"),
        ("Это Трудовая партия Корем.", "Трудовая партия Корем", "wpk", "Трудовая партия Кореи"),
        ("Это знает ЦН ПОРП.", "ЦН ПОРП", "puwp-central-committee", "ЦК ПОРП"),
        ("Они стали китайскими нвродными добровольцами.", "китайскими нвродными добровольцами",
         "chinese-peoples-volunteers", "китайскими народными добровольцами"),
    ],
)  # fmt: skip
def test_a_damaged_word_in_a_name_that_stands(find: Finder, text: str, surface: str, ref: str, reading: str) -> None:
    mention = find(ru=[text]).mention(surface)
    assert (mention.ref, mention.reading) == (ref, reading)


def test_a_damaged_country_in_the_name_of_a_body_is_read(find: Finder) -> None:
    mention = find(ru=["Посольство СССB в КНДР"]).mentions[0]
    assert (mention.reading, mention.ref) == ("Посольство СССР в КНДР", "ussr-embassy-in-north-korea")


@pytest.mark.parametrize("text", ["Это решил МК КПСС.", "Это решил ГК КПСС."])
def test_another_committee_is_no_damaged_one(find: Finder, text: str) -> None:
    assert ("cpsu-central-committee" not in {m.ref for m in find(ru=[text]).mentions})


def test_a_damaged_head_is_a_head(find: Finder) -> None:
    assert orgs(find, "ru", "Работает у Вунсанского цементного завола.") == ["Вунсанского цементного завола"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The PPR MVD replied."),
        ("en", "The Polish Ministry of Internal Affairs replied."),
        ("ru", "Это знает МВД ПНР."),
        ("ru", "Это знает Министерство внутренних дел Польши."),
    ],
)
def test_a_body_of_another_country_is_not_the_soviet_one(find: Finder, lang: str, text: str) -> None:
    assert "poland-ministry-of-internal-affairs" in {m.ref for m in find(**{lang: [text]}).mentions}


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("Это решил Президиум ЦК ТПК.", "wpk-presidium"),
        ("Это решил Президиум ЦК КПСС.", "cpsu-politburo"),
        ("Это решил Госплан КНДР.", "dprk-state-planning-commission"),
        ("Это решил Госплан СССР.", "gosplan"),
        ("Это решила компартия Японии.", "japanese-communist-party"),
        ("Это знает МИД ДРВ.", "north-vietnam-ministry-of-foreign-affairs"),
        ("Это решило Министерство культуры СССР.", "ussr-ministry-of-culture"),
    ],
)
def test_a_body_is_that_of_its_country_or_party(find: Finder, text: str, ref: str) -> None:
    assert [m.ref for m in find(ru=[text]).mentions] == [ref]


def test_a_new_body_has_one_id_in_both_languages(find: Finder) -> None:
    found = find(ru=["Это знает Министерство культуры Польши."], en=["The Polish Ministry of Culture knows it."])
    assert {m.ref for m in found.mentions} == {"poland-ministry-of-culture"}


def test_a_department_of_a_committee_is_not_the_committee(find: Finder) -> None:
    refs = [m.ref for m in find(en=["The General Department of the CC CPSU replied."]).mentions]
    assert refs == ["general-department-of-the-cc-cpsu"]


def test_an_organ_alone_is_the_one_named_in_full_before(find: Finder) -> None:
    found = find(en=["The Presidium of the KWP CC met.", "The Presidium decided so."])
    assert [m.ref for m in found.mentions] == ["wpk-presidium"] * 2
    assert [m.ref for m in find(en=["The Presidium decided so."]).mentions] == ["cpsu-politburo"]


def test_a_body_named_alone_in_a_foreign_record_is_not_the_soviet_one(authority: Authority) -> None:
    source = read_bytes(b"MINISTRY OF THE INTERIOR\n\nThe Ministry of Defense replied.", "test.txt")
    parts: Structure = structure_of(source, ["en", "en"], {})
    metadata = Metadata(when="1970-01-01", languages=("Hungarian",))
    mentions, _ = find_names(parts, metadata, authority)
    assert not {m.ref for m in mentions} & {"ussr-ministry-of-internal-affairs", "ussr-ministry-of-defense"}


def test_a_name_is_not_meant_before_its_time(find: Finder) -> None:
    names = (Name("League of the Tarn", "en", "preferred", from_="1964"),)
    lists = Authority([Entry("tarn-league", "org", names)])
    text = ["We spoke of the League of the Tarn."]
    assert "tarn-league" not in {m.ref for m in find(en=text, lists=lists, when="1954-03-01").mentions}
    assert "tarn-league" in {m.ref for m in find(en=text, lists=lists, when="1970-03-01").mentions}


def test_words_of_a_heading_in_capitals_are_no_abbreviations(find: Finder) -> None:
    assert orgs(find, "ru", "ВНЕ ОЧЕРЕДН") == []
