"""Names in no list."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.authority import Authority, load_authority
from pipeline.metadata import read_metadata
from pipeline.model import Mention, Metadata
from pipeline.names import Settings, entities_to_tsv, find_names, tsv_to_entities
from pipeline.source import read, read_bytes
from pipeline.structure import structure
from tests.names.conftest import SHARED, Finder, gold, structure_of

TEN = (
    "stalin", "mao-zedong", "zhou-enlai", "molotov", "vyshinsky", "mikoyan", "malenkov", "fedorenko", "roosevelt",
    "kim-il-sung",
)  # fmt: skip
_LETTER = re.compile(r"[^\W_]")


def test_titles_and_initials_show_persons(find: Finder) -> None:
    found = find(en=["Ambassador Thornbury met Mr. Quillfeather and J. K. Wexham in the morning."])
    assert found.kinds == {"Thornbury": "person", "Quillfeather": "person", "J. K. Wexham": "person"}


def test_words_around_show_places(find: Finder) -> None:
    found = find(en=["They went from the city of Vardenhal to the Ostrenka River and stayed in Pelmora."])
    assert found.kinds == {"Vardenhal": "place", "Ostrenka River": "place", "Pelmora": "place"}


def test_russian_names_are_found_in_all_cases(find: Finder) -> None:
    found = find(
        ru=["Тов. Завьюжин прибыл. Беседа с тов. Завьюжиным была краткой.", "Завьюжину передали ноту."]
    )
    assert [m.ref for m in found.mentions] == ["zavyuzhin"] * 3
    assert found.entities[0].name == "Zavyuzhin"
    assert ("Завьюжин", "ru") in found.entities[0].forms


def test_forms_of_two_languages_are_one_entry(find: Finder) -> None:
    found = find(
        ru=["Беседа с Завьюжиным.", "Завьюжин посетил Пелькаярви."],
        en=["A talk with Zavyuzhin.", "Zavyuzhin visited Pelkayarvi."],
    )
    refs = dict(found.refs)
    assert refs["Завьюжиным"] == refs["Zavyuzhin"]
    assert refs["Пелькаярви"] == refs["Pelkayarvi"]


def test_a_common_word_is_a_surname_only_where_something_says_so(find: Finder) -> None:
    found = find(en=["Mr. Long came early.", "Long talks followed, and Long agreed.", "Long said no more."])
    assert [found.source.text[: m.span.start].count("\n\n") for m in found.mentions] == [0, 1, 2]


def test_capitals_with_an_honorific_hold_a_name(find: Finder) -> None:
    assert find(en=["RECORD OF A TALK WITH MR. QUILLFEATHER IN THE MORNING"]).surfaces == ["QUILLFEATHER"]


def test_new_organisations_of_two_languages_are_one_entry(find: Finder) -> None:
    found = find(
        ru=["Так решило Министерство обороны Чехословакии.", "Сталин согласен."],
        en=["So the Ministry of Defense of Czechoslovakia decided.", "Stalin agrees."],
    )
    bodies = [m for m in found.mentions if m.kind == "org"]
    assert len(bodies) == 2
    assert len({m.ref for m in bodies}) == 1


def test_a_river_in_small_letters_belongs_to_the_name(find: Finder) -> None:
    assert find(en=["They stood along the Pelmora river in Vardenhal."]).surfaces == [
        "Pelmora river",
        "Vardenhal",
    ]


def test_sentence_openers_and_months_are_no_names(find: Finder) -> None:
    text = (
        "Furthermore we agreed in December. Treaties were signed. The Minister and the Party were satisfied."
    )
    assert find(en=[text]).surfaces == []


def test_words_of_other_languages_in_brackets_are_no_names(find: Finder) -> None:
    assert find(en=["The issue is still premature [ne sozrel] and mutual [SIC, vzaimnye]."]).surfaces == []


def test_new_entries_have_certainty_evidence_and_ids_of_their_own(find: Finder) -> None:
    found = find(en=["Mr. Quillfeather met Mr. Mikoyan and Mr. Thornbury at noon."])
    ids = [e.id for e in found.entities]
    assert len(ids) == len(set(ids))
    assert {m.ref for m in found.mentions} <= set(ids)
    for entity in found.entities:
        assert entity.id == "mikoyan" or (entity.cert < 1 and entity.evidence)


def test_without_discovery_only_lists_are_used(find: Finder) -> None:
    found = find(en=["Mr. Quillfeather met Mr. Mikoyan."], settings=Settings(discover=False))
    assert found.surfaces == ["Mikoyan"]


def test_a_reviewed_table_gives_back_the_entities(find: Finder) -> None:
    found = find(
        ru=["Беседа с Завьюжиным.", "Завьюжин сказал."], en=["A talk with Zavyuzhin.", "Zavyuzhin said so."]
    )
    table = entities_to_tsv(found.entities, found.mentions)
    assert table.splitlines()[1].split("\t")[-2] == "4"
    back = tsv_to_entities(table)
    assert [(e.id, e.kind, set(e.forms)) for e in back] == [
        (e.id, e.kind, set(e.forms)) for e in found.entities
    ]
    assert all(e.cert == 1 for e in back)


# The gold annotations


def letters(text: str, start: int, end: int) -> tuple[int, int]:
    inside = [i for i in range(start, end) if _LETTER.match(text[i])]
    return inside[0], inside[-1]


def scored(name: str, authority: Authority, options: Settings) -> tuple[dict[Any, Any], dict[Any, Mention]]:
    """Gold names and mentions by first letter, last letter and type."""
    annotated = gold(name)
    source = read(Path(SHARED / "seeds" / annotated["source"]))
    metadata = read_metadata(source)
    mentions, _ = find_names(structure(source, metadata), metadata, authority, settings=options)
    zones = [(b["start"], b["end"]) for b in annotated["blocks"] if b["zone"] != "metadata"]
    wanted = {(*letters(source.text, n["start"], n["end"]), n["type"]): n for n in annotated["names"]}
    found = {
        (*letters(source.text, m.span.start, m.span.end), m.kind): m
        for m in mentions
        if any(a <= m.span.start < b for a, b in zones)
    }
    return wanted, found


def f1(wanted: set[Any], found: set[Any]) -> float:
    return 2 * len(wanted & found) / max(1, len(wanted) + len(found))


def test_with_ten_persons_and_no_places_most_names_are_still_found() -> None:
    lists = load_authority()
    few = Authority([lists.entries[id] for id in TEN])
    wanted, found = scored("001", few, Settings(gazetteer=False))
    names = {k for k in wanted if k[2] != "org"}
    assert f1(names, {k for k in found if k[2] != "org"}) >= 0.75
    assert share_of_one_entry(wanted, found) >= 0.9


def share_of_one_entry(wanted: dict[Any, Any], found: dict[Any, Mention]) -> float:
    """Of the entities that no list has and that both languages name: the share that is one entry in both."""
    refs: dict[str, dict[str, Counter[str | None]]] = {}
    for at, name in wanted.items():
        if at in found and name["ref"] not in TEN and name["type"] != "org":
            refs.setdefault(name["ref"], {}).setdefault(name["lang"], Counter())[found[at].ref] += 1
    both = [sides for sides in refs.values() if len(sides) == 2]
    one = [s for s in both if s["ru"].most_common(1)[0][0] == s["en"].most_common(1)[0][0]]
    assert len(both) >= 5
    return len(one) / len(both)


@pytest.mark.parametrize(("name", "least"), [("001", 0.97), ("004", 0.97)])
def test_names_of_the_annotated_records(name: str, least: float, authority: Authority) -> None:
    wanted, found = scored(name, authority, Settings())
    assert f1(set(wanted), set(found)) >= least
    hits = set(wanted) & set(found)
    assert sum(found[k].ref == wanted[k]["ref"] for k in hits) / len(hits) >= 0.98


# What always holds

_TEXT = st.text(alphabet="АБвгдежиМаоЦзэ-дун КитайСталин.,:[]()\"'Mr Stalin of the USSR Chou", max_size=120)


@settings(max_examples=60, deadline=None)
@given(_TEXT, _TEXT)
def test_mentions_stand_in_order_apart_and_mean_an_entity(ru: str, en: str) -> None:
    source = read_bytes(f"х {ru}\n\nx {en}".replace("\n\n\n", "\n\n").encode(), "test.txt")
    if len(source.blocks) != 2:
        return
    made = structure_of(source, ["ru", "en"], {})
    lists = _LISTS
    mentions, entities = find_names(made, Metadata(when="1950-01-01"), lists)
    assert find_names(made, Metadata(when="1950-01-01"), lists) == (mentions, entities)
    for one, two in itertools.pairwise(mentions):
        assert one.span.end <= two.span.start
    known = {e.id for e in entities}
    assert all(m.ref in known and len(m.span) > 0 for m in mentions)


_LISTS = load_authority()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kim Gwang-hyeok, who was ill, stayed.", "Kim Gwang-hyeok"),
        ("Park Sun Woo does not want it.", "Park Sun Woo"),
        ("He came with Li Sang Bok's deputy.", "Li Sang Bok"),
        ("P.S. Nexhmet sends you her greetings.", "Nexhmet"),
        ("Zhelkov was against it.", "Zhelkov"),
    ],
)
def test_a_new_name_has_its_extent(find: Finder, text: str, name: str) -> None:
    assert name in find(en=[text, f"Then {name} spoke, and {name} left."]).surfaces


@pytest.mark.parametrize("text", ["I. Internal situation", "It was New Year's Eve.", "In February-May he was away.", "The Tet offensive began."])
def test_what_only_looks_like_a_name_is_none(find: Finder, text: str) -> None:
    assert find(en=[text]).surfaces == []


@pytest.mark.parametrize(("language", "ref"), [("Russian", "soviet-foreign-ministry"), ("Hungarian", "foreign-ministry")])
def test_a_body_that_every_state_has_is_the_writers_own(language: str, ref: str) -> None:
    source = read_bytes(b"He wrote to the Foreign Ministry.", "test.txt")
    mentions, _ = find_names(structure_of(source, ["en"], {}), Metadata(when="1961-01-14", languages=(language,)), _LISTS)
    assert [m.ref for m in mentions if m.kind == "org"] == [ref]
