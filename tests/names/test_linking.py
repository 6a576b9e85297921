"""Names that several people bear."""

from __future__ import annotations

from pipeline.authority import Authority
from pipeline.authority.entry import Entry, Name
from pipeline.model import Participant, Span, Turn
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


def test_nobody_in_his_own_speech_is_meant_by_a_surname(find: Finder) -> None:
    paul = person("paul-orlov", "Paul", "Orlov", "1900", "1980")
    turns = (
        Turn("en", 1, (0,), 0, 30, ("paul-orlov",), "direct", Span(0, 10)),
        Turn("en", 2, (1,), 32, 60, ("boris-orlov",), "direct", Span(32, 43)),
    )
    found = find(en=["Paul Orlov: I am against it.", "Boris Orlov: Comrade Orlov is wrong."], lists=Authority([YOUNG, paul]), turns=turns)
    assert found.refs[-1] == ("Orlov", "paul-orlov")


def test_forenames_and_patronymic_mean_the_one_who_has_them(find: Finder) -> None:
    found = find(en=["Leonid Ilyich asked for it.", "Brezhnev was ill."])
    assert found.refs[0] == ("Leonid Ilyich", "brezhnev")


def test_a_family_name_alone_is_the_leader_of_the_time(find: Finder) -> None:
    found = find(en=["The leadership, Mao and others, looked for support against us."], when="1971-10-04")
    assert found.refs == [("Mao", "mao-zedong")]


def test_another_spelling_in_brackets_is_the_same_person(find: Finder) -> None:
    found = find(en=["Then Minister Paek Ju-yeong [Baek Chu Yong] replied.", "Paek Ju-yeong left."])
    assert len({ref for _, ref in found.refs}) == 1 and len(found.refs) == 3


def test_somebody_of_another_time_is_not_meant_by_a_surname_alone(find: Finder) -> None:
    assert ("Carter", "jimmy-carter") not in find(en=["We spoke with Mr. Carter in London."], when="1949-01-22").refs
    assert ("Carter", "jimmy-carter") in find(en=["We spoke with President Carter in Washington."], when="1978-05-21").refs


def test_a_patronymic_known_in_russian_alone_fits_its_initial(find: Finder) -> None:
    assert find(en=["Comrade D. F. Ustinov was absent."], when="1979-03-18").refs == [("D. F. Ustinov", "ustinov")]


def test_what_the_editor_completes_in_brackets_is_part_of_the_name(find: Finder) -> None:
    found = find(en=["He met Kim [Il Sung] and [Nikita] Khrushchev."], when="1957-06-01")
    assert found.refs == [("Kim [Il Sung]", "kim-il-sung"), ("[Nikita] Khrushchev", "khrushchev")]


def test_a_participant_known_in_full_only_has_a_surname(find: Finder) -> None:
    lists = Authority([Entry("jim-fieldhouse", "person", (Name("Jim Fieldhouse", "en", "preferred"),))])
    here = (Participant("jim-fieldhouse", ("principal",)),)
    found = find(en=["Secretary Fieldhouse said so.", "J. Fieldhouse left."], lists=lists, participants=here)
    assert {ref for _, ref in found.refs} == {"jim-fieldhouse"}
