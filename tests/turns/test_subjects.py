"""Who is the subject, and does the verb tell of speech?"""

from __future__ import annotations

import pytest

from pipeline.labels import english_forms, lexicon
from pipeline.subjects import find_subject, goes_on_reporting, opens_without_subject, sentence_starts
from pipeline.transliteration import plain

NAMES = {plain(n): n for n in ("Ilkov", "Osborne", "Lin Tao-shen", "Ильков", "Линь Дао-шэнь", "Осборн")}


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Ilkov says that the road is long.", "Ilkov"),
        ("To this Osborne responds that it is.", "Osborne"),
        (
            "As for Osborne's request to send ten trucks, irrespective of the rest, comrade Ilkov answers that",
            "Ilkov",
        ),
        ("In answer to my question Ilkov said that", "Ilkov"),
        ("When Osborne asked whether we would go, Ilkov replied that", "Ilkov"),
        ("Lin Tao-shen, referring to the letter, asked for time.", "Lin Tao-shen"),
        ("Ilkov does not exclude such a course.", "Ilkov"),
        ("Ilkov [the Minister] has pointed out", "Ilkov"),
        ("Then Ilkov returned to the question of rice.", "Ilkov"),
        ("Then answered Osborne with a smile", "Osborne"),
    ],
)
def test_the_verb_decides_who_speaks_in_english(sentence: str, speaker: str) -> None:
    found = find_subject(sentence, 0, lexicon("en"), NAMES)
    assert found is not None and found.speaks
    assert found.texts == (speaker,)


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Ильков говорит, что дорога длинная.", "Ильков"),
        ("На это Осборн замечает, что", "Осборн"),
        (
            "На просьбу Осборна дать 10 машин, независимо от ранее обещанных, товарищ Ильков отвечает, что",
            "Ильков",
        ),
        ("Линь Дао-шэнь, касаясь вопроса о рисе, заявляет, что", "Линь Дао-шэнь"),
        ("Отвечая на мой вопрос, Ильков сказал, что", "Ильков"),
        ("Затем Осборн вернулся к вопросу о рисе.", "Осборн"),
        ('Ильков раз"ясняет, что', "Ильков"),
        ("Ильков согласен.", "Ильков"),
        ("Ильков спрадивает, когда", "Ильков"),
    ],
)
def test_the_verb_decides_who_speaks_in_russian(sentence: str, speaker: str) -> None:
    found = find_subject(sentence, 0, lexicon("ru"), NAMES)
    assert found is not None and found.speaks
    assert found.texts == (speaker,)


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("Ilkov left the room.", "en"),
        ("Ilkov was present at the meeting.", "en"),
        ("The letter to Ilkov says that", "en"),
        ("It was said to Ilkov that he", "en"),
        ("Осборну сообщают, что", "ru"),
        ("Письмо товарищу Илькову говорит о многом", "ru"),
        ("Ильков присутствовал на беседе.", "ru"),
    ],
)
def test_a_name_without_a_verb_of_speech_of_its_own_does_not_speak(sentence: str, lang: str) -> None:
    found = find_subject(sentence, 0, lexicon(lang), NAMES)
    assert found is None or not (found.speaks and found.kind == "name")


def test_two_names_before_one_verb_speak_together() -> None:
    found = find_subject("Ilkov and Osborne say that", 0, lexicon("en"), NAMES)
    assert found is not None and found.texts == ("Ilkov", "Osborne")


def test_the_first_person_is_the_recorder() -> None:
    for sentence, lang in (
        ("In reply I said that", "en"),
        ("Я ответил, что", "ru"),
        ("В ответ я заметил, что", "ru"),
    ):
        found = find_subject(sentence, 0, lexicon(lang), NAMES)
        assert found is not None and found.kind == "first" and found.speaks


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("Adds that the road is long.", "en"),
        ("Спрашивает, как доехали.", "ru"),
        ("Снрашивает, как доехали.", "ru"),
    ],
)
def test_a_sentence_without_subject_goes_on_with_the_turn_above(sentence: str, lang: str) -> None:
    assert opens_without_subject(sentence, 0, lexicon(lang))


def test_only_sure_verbs_make_a_quotation_mixed() -> None:
    assert goes_on_reporting("Adds that it is so.", 0, lexicon("en"))
    assert not goes_on_reporting("This takes time.", 0, lexicon("en"))
    assert not goes_on_reporting("Опоздали больше чем на год.", 0, lexicon("ru"))


def test_titles_and_initials_end_no_sentence() -> None:
    text = "We met Mr. Osborne and A. P. Ilkov. They spoke. It was late."
    assert [text[i : i + 4] for i in sentence_starts(text)] == ["They", "It w"]


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("deny", ("denies", "denied")),
        ("discuss", ("discusses", "discussed")),
        ("note", ("notes", "noted")),
        ("refer", ("refers", "referred")),
    ],
)
def test_english_verbs_have_their_forms(verb: str, forms: tuple[str, ...]) -> None:
    assert set(forms) <= set(english_forms(verb))
