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
