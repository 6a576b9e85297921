"""Ways of writing labels, lists and reports that no seed has: dashes, letters set apart, offices, minutes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.labels import lexicon
from pipeline.subjects import find_subject
from pipeline.transliteration import plain

from .conftest import Read

TITLE = "# Record of conversation between N. P. Veselov and W. Ilkov\n\n"
RU = "ЗАПИСЬ БЕСЕДЫ Н.П.ВЕСЕЛОВА С В.ИЛЬКОВЫМ\n\n"


def _text(head: str, *paragraphs: str) -> str:
    return head + "\n\n".join(paragraphs) + "\n"


@pytest.mark.parametrize("speech", ["Good day.", "(laughs) Good day.", "300 tons.", "[aside] No.", "… Well."])
def test_a_dash_closes_a_label_before_whatever_follows(
    speech: str, read_record: Callable[[str], Read]
) -> None:
    read = read_record(_text(TITLE, "Veselov—Good.", "Ilkov—Good day.", f"Veselov—{speech}", "Ilkov—Let us."))
    assert read.who() == ["veselov", "ilkov", "veselov", "ilkov"]


def test_damaged_labels_with_a_dash_are_labels_where_others_are(read_record: Callable[[str], Read]) -> None:
    lines = (
        "Веселов — Начнем.",
        "Ильков — Хорошо.",
        "Всселов — Сколько зерна?",
        "Ильков — Много.",
        "Веселов — Как?",
        "Илькоз — Так.",
    )
    assert read_record(_text(RU, *lines)).who("ru") == ["veselov", "ilkov"] * 3


def test_letters_set_apart_are_a_name(read_record: Callable[[str], Read]) -> None:
    lines = (
        "Веселов: Начнем.",
        "И л ь к о в: Хорошо.",
        "Т о в. В е с е л о в: Как?",
        "Тов. И л ь к о в : Так.",
    )
    assert read_record(_text(RU, *lines)).who("ru") == ["veselov", "ilkov"] * 2


def test_a_comma_may_stand_for_the_full_stop_of_a_title(read_record: Callable[[str], Read]) -> None:
    lines = ("ТОВ. ВЕСЕЛОВ: Начнем.", "ТОВ, ИЛЬКОВ: Хорошо.", "ТОВ. ВЕСЕЛОВ: Как?", "ТОВ. ИЛЬКОВ: Так.")
    assert read_record(_text(RU, *lines)).who("ru") == ["veselov", "ilkov"] * 2


def test_whoever_recorded_is_no_speaker(read_record: Callable[[str], Read]) -> None:
    lines = ("ВЕСЕЛОВ: Начнем.", "ИЛЬКОВ: Хорошо.", "ВЕСЕЛОВ: Как?", "Стенографировал: А.Петренко")
    read = read_record(_text(RU, *lines))
    assert read.who("ru") == ["veselov", "ilkov", "veselov"]
    assert "recorder" in read.roles("petrenko")


def test_minutes_in_which_each_speaks_once(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Notes of a meeting of the Board\n\nПРОТОКОЛ ЗАСЕДАНИЯ\n\n(Присутствуют: Веселов, Ильков, Петренко, Гончар)\n\n"
        "О зерне\n\nт. Веселов – Надо решить сегодня.\n\nт. Ильков – Согласен с вами.\n\nт. Петренкс – Присоединяюсь.\n\n"
        "т. Гончар - Надо подождать.\n\nПостановили: Поручить т. Илькову.\n"
    )
    assert read.who() == ["veselov", "ilkov", "petrenko", "gonchar"]


def test_a_record_that_quotes_may_also_tell(read_record: Callable[[str], Read]) -> None:
    lines = [f"{n}: Так мы и думали." for n in ("Веселов", "Ильков") * 4]
    read = read_record(
        _text(RU, *lines, "Веселов спрашивает, как быть с зерном.", "Ильков говорил нам об этом.")
    )
    assert read.who("ru")[-1] == "veselov"
    assert [t.modality for t in read.turns][-1] == "reported"
    assert len(read.turns) == 9


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            (
                "The Minister said that it was late.",
                "The Ambassador replied that it was not.",
                "The Minister agreed.",
            ),
        ),
        ("ru", ("Министр сказал, что поздно.", "Посол ответил, что нет.", "Министр согласился.")),
    ],
)
def test_offices_mean_whoever_holds_them_by_the_title(
    lang: str, lines: tuple[str, ...], read_record: Callable[[str], Read]
) -> None:
    head = {"en": "RECORD OF CONVERSATION\n\n", "ru": "ЗАПИСЬ БЕСЕДЫ\n\n"}[lang]
    title = "# Record of a Conversation between Minister of Trade N. P. Veselov and Ilvanian Ambassador W. Ilkov\n\n"
    read = read_record(_text(title + head, *lines))
    assert read.who(lang) == ["veselov", "ilkov", "veselov"]


def test_a_role_with_a_month_is_no_failure(read_record: Callable[[str], Read]) -> None:
    """Khrushchev's office in the authority begins in September 1953."""
    read = read_record(
        "1958\n\n# Record of Conversation\n\nЗАПИСЬ БЕСЕДЫ\n\nТоварищ Хрущев прислал привет.\n\nПервый секретарь сказал, что рад.\n"
    )
    assert read.source


def test_people_of_a_list_in_every_way(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        TITLE
        + "Present:\n\nFor the Guild\nComrade A. Gorin\nComrade M. A. Petrenko\n\nVeselov: Good.\n\nIlkov: Good.\n\nVeselov: So.\n\n"
        "Ilkov: Yes.\n\nThe conversation lasted an hour. B. K. Lobov, Second Secretary of the Embassy, interpreted.\n"
    )
    assert read.roles("gorin") == ("participant",) and read.roles("petrenko") == ("participant",)
    assert read.roles("lobov") == ("interpreter",)


@pytest.mark.parametrize(
    ("sentence", "who", "role"),
    [
        ("Беседа длилась час. Переводил второй секретарь посольства т. Лобов Б.К.", "lobov", "interpreter"),
        ("Беседу записал и переводил 1 секретарь ДВО т. Лобов.", "lobov", "recorder"),
        ("Принял Илькова, которого сопровождал советник Б.Лобов.", "lobov", "participant"),
    ],
)
def test_russian_sentences_that_name_who_took_part(
    sentence: str, who: str, role: str, read_record: Callable[[str], Read]
) -> None:
    read = read_record(_text(RU, "Веселов сказал, что поздно.", "Ильков ответил.", sentence))
    assert role in read.roles(who)
    assert not read.roles("dvo")


def test_a_journal_may_name_its_author_on_the_next_line(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "Из дневника\n\nВ.М.ИЛЬКОВА\n\nЗАПИСЬ БЕСЕДЫ\n\nЯ сказал, что поздно.\n\nПосол ответил.\n\nЯ спросил, почему.\n"
    )
    assert "author" in read.roles("ilkov")


def test_a_place_and_a_date_in_a_closing_are_nobody(read_record: Callable[[str], Read]) -> None:
    read = read_record(
        "# Letter from the Committee to W. Ilkov\n\nDear Comrade Ilkov,\n\nWe thank you for the letter.\n\nIt was clear.\n\n"
        "With Communist greetings\n\nN. VESELOV\n\nMoscow, the Tower\n\n5 June 1961\n"
    )
    assert [p.ref for p in read.participants if "signatory" in p.roles] == ["veselov"]


def test_the_clean_list_gives_the_name_whatever_language_comes_first(
    read_record: Callable[[str], Read],
) -> None:
    read = read_record(
        TITLE + "Present: W. Quillon, H. Marbeck.\n\nVeselov: Good day to you.\n\nIlkov: Good day to you.\n\nVeselov: Fine.\n\n" + RU
        + "Присутствовали: У. Квиллон, Г. Марбек.\n\nВеселов: Здравствуйте, мы рады.\n\nИльков: Мы тоже.\n\nВеселов: Хорошо.\n"
    )  # fmt: skip
    assert {"quillon", "marbeck"} <= {p.ref for p in read.participants}


@pytest.mark.parametrize(
    ("name", "expected"), [("В. Малин", "malin"), ("Линь Дао-шэнь", "lin-daoshen"), ("Ли Фу", "li-fu")]
)
def test_a_russian_with_initials_is_not_read_as_chinese(name: str, expected: str) -> None:
    from pipeline.people import is_eastern, slug, surname

    assert slug(surname(name), is_eastern(name)) == expected


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        (
            "In reply to Osborne's question of whether the talk with Rusk had taken place, Ilkov answers that it had.",
            "Ilkov",
        ),
        ("На вопрос Осборна о том, что думает Веселов, Ильков отвечает, что согласен.", "Ильков"),
        ("Ilvanian Ambassador Carlos Ilkov, who came at his own request, conveyed a message.", "Ilkov"),
        ("Ильков от имени Комитета и Правительства передал приветствие.", "Ильков"),
        ("Ильков разьясняет, что поздно.", "Ильков"),
    ],
)
def test_whose_sentence_it_is(sentence: str, speaker: str) -> None:
    names = {plain(n): n for n in ("Ilkov", "Osborne", "Ильков", "Осборн", "Осборна", "Веселов")}
    found = find_subject(sentence, 0, lexicon("ru" if speaker == "Ильков" else "en"), names)
    assert found is not None and found.speaks
    assert found.texts == (speaker,)
