"""Names that several people bear."""

from __future__ import annotations

from pipeline.authority import Authority
from pipeline.authority.entry import Entry, Name
from tests.names.conftest import Finder


def person(id: str, given: str, surname: str, born: str, died: str) -> Entry:
    names = (Name(f"{given} {surname}", "en", "preferred", surname),)
    return Entry(id, "person", names, born=born, died=died)


OLD = person("ivan-orlov", "Ivan", "Orlov", "1850", "1901")
YOUNG = person("boris-orlov", "Boris", "Orlov", "1905", "1980")
LATER = person("gleb-orlov", "Gleb", "Orlov", "1945", "2020")


def test_someone_not_yet_born_is_not_meant(find: Finder) -> None:
    found = find(en=["Then Orlov replied."], lists=Authority([LATER, YOUNG]))
    assert found.refs == [("Orlov", "boris-orlov")]


def test_initials_tell_namesakes_apart(find: Finder) -> None:
    found = find(en=["Then I. Orlov and B. Orlov replied."], lists=Authority([OLD, YOUNG]))
    assert found.refs == [("I. Orlov", "ivan-orlov"), ("B. Orlov", "boris-orlov")]


def test_a_surname_alone_means_the_one_named_in_full(find: Finder) -> None:
    lists = Authority([YOUNG, person("anna-orlov", "Anna", "Orlov", "1900", "1980")])
    found = find(en=["Anna Orlov came.", "Then Orlov replied."], lists=lists)
    assert [ref for _, ref in found.refs] == ["anna-orlov", "anna-orlov"]


def test_what_cannot_be_decided_says_so(find: Finder) -> None:
    twins = Authority([YOUNG, person("pavel-orlov", "Pavel", "Orlov", "1905", "1980")])
    mention = find(en=["Then Orlov replied."], lists=twins).mentions[0]
    assert mention.cert <= 0.5
    assert any(e.startswith("ambiguous") for e in mention.evidence)


def test_a_forename_that_is_not_theirs_means_somebody_else(find: Finder) -> None:
    found = find(en=["We asked Comrade Nikolai Orlov for help."], lists=Authority([YOUNG]))
    assert found.surfaces == ["Nikolai Orlov"]
    assert found.mentions[0].ref not in ("boris-orlov", None)


def test_a_chinese_surname_alone_needs_its_bearer_in_the_document(find: Finder) -> None:
    assert find(en=["He asked whether Mao agreed.", "Mao Zedong agreed."]).refs[0] == ("Mao", "mao-zedong")
    assert "Li" not in find(en=["It is Li that he asked for."]).surfaces


def test_a_surname_alone_follows_a_person_in_no_list(find: Finder) -> None:
    found = find(en=["I received Kim Hyung-mo at his request.", "Kim said that he had a letter."])
    assert len({ref for _, ref in found.refs}) == 1
