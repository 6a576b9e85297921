"""Forms made from the lists, and finding them in a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.authority import Authority, load_authority
from pipeline.authority.entry import Entry, Name
from pipeline.authority.inflection import phrase_forms, word_forms
from pipeline.authority.matcher import Matcher


@pytest.fixture(scope="module")
def authority() -> Authority:
    return load_authority(cache=False)


def found(authority: Authority, text: str, lang: str) -> list[tuple[str, list[str]]]:
    return [(text[s:e], [id for id, _ in r]) for s, e, r in authority.automaton(lang).find(text)]


@pytest.mark.parametrize(
    "form",
    [
        "Чжоу Энь-лай",
        "Чжоу Эньлай",
        "ЧЖОУ ЭНЬ-ЛАЙ",
        "Чжоу Энь-лаем",
        "Чжоу Эньлаю",
        "ЧЖОУ-ЭНЬ-ЛАЯ",
        "Чжоу Энь лаю",
    ],
)
def test_a_chinese_name_is_found_with_hyphen_or_space_and_in_every_case(
    authority: Authority, form: str
) -> None:
    assert found(authority, f"Беседа с {form}, 1950", "ru") == [(form, ["zhou-enlai"])]


@pytest.mark.parametrize("form", ["Zhou Enlai", "Chou En-lai", "CHOU EN-LAI", "Zhou En-lai", "周恩来"])
def test_a_chinese_name_is_found_in_every_romanisation(authority: Authority, form: str) -> None:
    text = f"Talk with {form}'s aide" if form.isascii() else f"Talk with {form} today"
    assert found(authority, text, "en") == [(form, ["zhou-enlai"])]


@pytest.mark.parametrize(
    "form", ["Vyshinsky", "Vyshinskii", "Vyshinskiy", "VYSHINSKY", "A. Ya. Vyshinsky", "A. Vyshinskii"]
)
def test_a_russian_name_is_found_in_every_romanisation(authority: Authority, form: str) -> None:
    assert found(authority, f"and {form} said", "en") == [(form, ["vyshinsky"])]


@pytest.mark.parametrize("form", ["Сталин И. В.", "И.В. Сталину", "И. Сталиным", "Сталина", "Иосифу Сталину"])
def test_a_russian_name_is_found_in_every_case_with_initials_on_either_side(
    authority: Authority, form: str
) -> None:
    assert found(authority, f"сказал {form}, что", "ru") == [(form, ["stalin"])]


def test_the_longest_name_wins(authority: Authority) -> None:
    assert found(authority, "Ким Ир Сен и Ким Ир", "ru") == [
        ("Ким Ир Сен", ["kim-il-sung"]),
        ("Ким Ир", ["kim-il"]),
    ]


def test_a_conjunction_after_a_surname_is_no_initial(authority: Authority) -> None:
    assert found(authority, "мнение Сталина и Молотова", "ru") == [
        ("Сталина", ["stalin"]),
        ("Молотова", ["molotov"]),
    ]


def test_a_name_in_small_letters_is_found_only_where_it_may_be_one(authority: Authority) -> None:
    assert found(authority, "раньше гоминьдан говорил, молотов", "ru") == [("гоминьдан", ["kuomintang"])]
    assert found(authority, "give us the US", "en") == [("US", ["usa"])]


def test_an_abbreviation_with_a_bracket_is_found_whole(authority: Authority) -> None:
    assert found(authority, "решение ЦК ВКП(б) и ЦК ВКП/б/.", "ru") == [
        ("ЦК ВКП(б)", ["cpsu-central-committee"]),
        ("ЦК ВКП/б/", ["cpsu-central-committee"]),
    ]


def test_a_place_is_not_found_inside_the_name_of_another_thing(authority: Authority) -> None:
    assert found(authority, "на Дальнем Востоке, в Дальнем", "ru") == [("Дальнем", ["dalian"])]


def test_china_and_the_peoples_republic_are_two(authority: Authority) -> None:
    text = "China and the People's Republic of China"
    assert [ids for _, ids in found(authority, text, "en")] == [["china"], ["prc"]]


def test_a_surname_that_is_a_word_is_no_name_by_itself(authority: Authority) -> None:
    assert found(authority, "Не знаю. Нам нужно", "ru") == []
    assert found(authority, "He asks. So be it", "en") == []


def test_a_chinese_surname_alone_says_little(authority: Authority) -> None:
    quality = dict(authority.lookup("Чжоу", "ru"))
    assert quality["zhou-enlai"] < 0.5 < dict(authority.lookup("Молотову", "ru"))["molotov"]


def test_a_person_entered_in_pinyin_alone_is_found_in_russian() -> None:
    chen = Entry(
        "x",
        "person",
        (Name("Chen Shaomin", "en", "preferred", "Chen"), Name("陈少敏", "zh-Hans", "preferred")),
    )
    authority = Authority([chen])
    assert found(authority, "у Чэнь Шао-миня и Чэнь Шаоминь", "ru") == [
        ("Чэнь Шао-миня", ["x"]),
        ("Чэнь Шаоминь", ["x"]),
    ]
    assert found(authority, "Ch'en Shao-min", "en") == [("Ch'en Shao-min", ["x"])]


def test_a_person_entered_in_russian_alone_is_found_in_english() -> None:
    name = Name("Щербаков Яков Юрьевич", "ru", "preferred", "Щербаков")
    authority = Authority([Entry("x", "person", (name,))])
    assert found(authority, "Shcherbakov and Iakov Shcherbakov", "en") == [
        ("Shcherbakov", ["x"]),
        ("Iakov Shcherbakov", ["x"]),
    ]


def test_a_person_entered_in_hangul_alone_is_found_by_every_system() -> None:
    authority = Authority([Entry("x", "person", (Name("박헌영", "ko", "preferred"),))])
    for text in ("Pak Hŏn-yŏng", "Pak Hon-yong", "Bak Heon-yeong"):
        assert found(authority, text, "en") == [(text, ["x"])]
    for text in ("Пак Хонён", "Пак Хон Ен", "Пак Хоненом"):
        assert found(authority, text, "ru") == [(text, ["x"])]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Вышинский", "Вышинским"),
        ("Толстой", "Толстым"),
        ("Юдин", "Юдиным"),
        ("Хрущёв", "Хрущёве"),
        ("Малик", "Маликом"),
        ("Берия", "Берией"),
        ("Гомулка", "Гомулки"),
        ("Цзэ-дун", "Цзэ-дуна"),
        ("Фу-чунь", "Фу-чуню"),
        ("Павел", "Павла"),
    ],
)
def test_names_decline_by_their_pattern(word: str, form: str) -> None:
    assert form in word_forms(word)


@pytest.mark.parametrize("word", ["Федоренко", "Мао", "Шао-ци", "Неру"])
def test_names_that_do_not_decline_have_one_form(word: str) -> None:
    assert word_forms(word) == (word,)


@pytest.mark.parametrize(
    ("phrase", "form"),
    [
        ("Северная Корея", "Северной Кореи"),
        ("Соединённые Штаты Америки", "Соединёнными Штатами Америки"),
        ("Порт-Артур", "Порт-Артуре"),
        ("Дальний", "Дальнего"),
        ("Коммунистическая партия Китая", "Коммунистической партии Китая"),
        ("Шэньян", "Шэньяне"),
        ("Далянь", "Даляня"),
    ],
)
def test_phrases_decline_to_their_head(phrase: str, form: str) -> None:
    assert form in phrase_forms(phrase)


def test_the_cache_gives_the_same_forms_and_hits_as_no_cache(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAPIS_CACHE", str(tmp_path))
    made = load_authority()
    assert made.automaton("en").table == authority.automaton("en").table
    cached = load_authority()
    assert list(cached.forms("ru")) == list(authority.forms("ru"))
    assert cached.automaton("en").table == authority.automaton("en").table


def test_a_damaged_cache_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPIS_CACHE", str(tmp_path))
    load_authority().automaton("en")
    files = list((tmp_path / "zapis").iterdir())
    assert len(files) == 2
    for file in files:
        file.write_text('{"flags": 1}' if "forms" in file.name else "{", encoding="utf-8")
    assert load_authority().lookup("Stalin", "en")[0][0] == "stalin"


words = st.text("абвгАБ ёэ-'.()", max_size=40)


@given(words, st.lists(st.sampled_from(["А", "Аб", "Абв-г", "Б а", "Гё"]), max_size=5))
@settings(max_examples=60)
def test_hits_lie_in_order_inside_the_text_and_do_not_overlap(text: str, forms: list[str]) -> None:
    matcher = Matcher.of((f, f, frozenset()) for f in forms)
    at = 0
    for start, end, readings in matcher.find(text):
        assert at <= start < end <= len(text)
        assert readings
        at = end


@given(st.lists(st.sampled_from(["Аб", "Абв-г", "Ба Вг", "Ёж", "Мао Цзэ-дун"]), min_size=1, max_size=6))
def test_each_form_standing_alone_is_found_whole(forms: list[str]) -> None:
    matcher = Matcher.of((f, f, frozenset()) for f in forms)
    text = " | ".join(forms)
    assert [text[s:e] for s, e, _ in matcher.find(text)] == forms


@pytest.mark.parametrize(
    ("text", "ref"),
    [("Pak Heon-yeong agreed", "pak-hon-yong"), ("Kim Yeong-nam agreed", "kim-yong-nam"), ("Pak Seong-cheol agreed", "pak-song-chol")],
)
def test_a_korean_name_may_have_its_usual_surname_before_a_systems_given_name(authority: Authority, text: str, ref: str) -> None:
    assert found(authority, text, "en") == [(text.removesuffix(" agreed"), [ref])]
