"""Names in headings, lists, labels and brackets; what is next to a name, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.names.conftest import Finder


def test_a_name_with_letters_of_another_script_is_that_name(find: Finder) -> None:
    found = find(ru=["Он поехал в Mоскву и вернулся."])
    mention = found.mention("Mоскву")
    assert (mention.ref, mention.reading) == ("moscow", "Москву")


def test_one_name_is_not_read_into_another_that_the_translation_has(find: Finder) -> None:
    found = find(
        ru=["Сегодня Фидель Кастро посетил посольство, и Кастро остался доволен."],
        en=["Today Fidel Castro came from the Moscow embassy, and Castro was content."],
    )
    assert "moscow" not in {m.ref for m in found.mentions if m.lang == "ru"}
    assert not [m for m in found.mentions if m.reading]


def test_part_of_a_name_is_no_damaged_other_name(find: Finder) -> None:
    found = find(
        ru=["В делегацию входят Пак Чон Э и Пак Чан Сик.", "Пак Чон Э прибыла, Пак Чон Э уехала."],
        en=[
            "The delegation includes Pak Chong-ae and Pak Chang-sik.",
            "Pak Chong-ae arrived, Pak Chong-ae left.",
        ],
    )
    assert not [m for m in found.mentions if m.reading]
    assert found.mention("Pak Chang-sik").ref != found.mention("Pak Chong-ae").ref


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("en", "Nor do I. As regards grain, we agree.", "As"),
        ("ru", "Веселов — Правильно, так и надо.", "Правильно"),
        ("ru", "На Московском совещании он выступил.", "Московском"),
        ("en", "RECORD OF THE MAIN CONTENT of the talk with Minister Gromyko", "MAIN"),
    ],
)
def test_words_that_are_no_names(lang: str, text: str, surface: str, find: Finder) -> None:
    assert surface not in find(**{lang: [text]}).surfaces


def test_a_heading_in_capital_letters_makes_no_names(find: Finder) -> None:
    found = find(en=["Minutes of the Meeting of the Delegations in Prague"], kinds={0: "head"})
    assert found.surfaces == ["Prague"]


@pytest.mark.parametrize("word", ["Приcутствовали", "Присугствовали"])
def test_a_damaged_keyword_of_a_list_is_nobody(word: str, find: Finder) -> None:
    found = find(ru=[f"{word} с советской стороны: тов. Завьюжин"], kinds={0: "participants"})
    assert found.surfaces == ["Завьюжин"]


def test_an_abbreviation_in_a_list_is_nobody(find: Finder) -> None:
    kinds = find(ru=["от ЗПК: тт. Завьюжин, Пелькин"], kinds={0: "participants"}).kinds
    assert kinds.get("ЗПК") != "person"
    assert find(ru=["Беседу записал секретарь ЗПК т. Завьюжин."]).kinds.get("ЗПК") != "person"


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("en", "For the Ilvanian Socialist Workers' Party spoke its leader.", "Socialist Workers' Party"),
        ("en", "The Bulgarian Communist Party agreed.", "Bulgarian Communist Party"),
        ("ru", "Решения Албанской партии труда известны.", "Албанской партии труда"),
    ],
)
def test_parties_are_organisations(lang: str, text: str, surface: str, find: Finder) -> None:
    found = find(**{lang: [text]})
    assert any(m.kind == "org" and surface in found.surface(m) for m in found.mentions)


def test_a_forename_in_brackets_belongs_to_the_name(find: Finder) -> None:
    found = find(en=["On the order of Cde. [Beqirin] Molotov the ships left."])
    assert "[Beqirin] Molotov" in found.surfaces


def test_an_organisation_does_not_take_in_the_government(find: Finder) -> None:
    found = find(ru=["Он говорил от имени ЦК МНРП и Правительства МНР."])
    assert "ЦК МНРП и Правительства МНР" not in found.surfaces


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("en", "The strike came from the aircraft carriers Ticonderoga and Constellation.", []),
        ("en", 'The Soviet tanker "Tuapse" was seized near Taiwan.', ["Taiwan"]),
        ("ru", 'Советский пароход "Симферополь" ждал в Ханое.', ["Ханое"]),
        ("ru", 'Самолеты с авианосцев "Тикондерога" и "Констеллейшн" были сбиты.', []),
        ("en", "They transfer air-to-air rockets and MiG-21 aircraft to Korea.", ["Korea"]),
    ],
)
def test_ships_and_aeroplanes_are_nobody_and_nowhere(lang: str, text: str, names: list[str], find: Finder) -> None:
    assert find(**{lang: [text]}).surfaces == names


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("He was met by Comrade [Kurt] Schneidewind, the Ambassador.", "[Kurt] Schneidewind"),
        ("Seaborn came. [J. Blair] Seaborn, the Canadian, said that it was so.", "[J. Blair] Seaborn"),
        ("It was incited by [John Foster] Dulles again.", "[John Foster] Dulles"),
    ],
)
def test_forenames_in_brackets_belong_to_the_name(text: str, surface: str, find: Finder) -> None:
    assert surface in find(en=[text]).surfaces


def test_a_bracket_with_a_rank_is_no_part_of_a_name_and_no_other_one(find: Finder) -> None:
    found = find(en=["The pilot, Lieutenant [j.g. Everett] Alvarez, was taken. Alvarez said nothing."])
    assert found.surfaces == ["Alvarez", "Alvarez"]


def test_the_field_of_an_office_is_no_part_of_the_name_behind_it(find: Finder) -> None:
    found = find(en=["Minister of Education Paek Nam-un and Deputy Minister Ri Tong-gon came.", "Paek Nam-un spoke."])
    assert "Paek Nam-un" in found.surfaces
    assert not [s for s in found.surfaces if "Education" in s]


def test_a_digit_inside_a_name_is_the_letter_it_looks_like(find: Finder) -> None:
    found = find(en=["Comrade Dryglas met us.", "Dryg1as told me the following."])
    assert {m.ref for m in found.mentions} == {found.mentions[0].ref}
    assert found.mention("Dryg1as").reading == "Dryglas"
