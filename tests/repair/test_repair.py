"""What is corrected, and what is left alone."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metadata import read_metadata
from pipeline.model import Correction, Mention, Source, Span, Structure
from pipeline.repair import corrected, letter_error_rate, repair
from pipeline.repair.text import learn_slips, usage
from pipeline.repair.word import Judge
from pipeline.source import read
from pipeline.structure import structure

from .damage import ENGLISH, RUSSIAN, hurt, source_of, text_of

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def readings(*lines: str, mentions: tuple[Mention, ...] = (), lang: str = "ru") -> dict[str, str]:
    """Corrections of some lines that stand among sound ones."""
    sound = RUSSIAN if lang == "ru" else ENGLISH
    return {c.sic: c.corr for c in repair(text_of([*lines, *sound], lang), None, mentions)}


@pytest.mark.parametrize(
    ("line", "sic", "corr"),
    [
        ("Министр сообщил, что правительство об\"явило перемирие.", "об\"явило", "объявило"),
        ("Посол передал приветствие XVП1 и X1X съезду.", "X1X", "XIX"),
        ("Товары будут поставлены в этом го ду полностью.", "го ду", "году"),
        ("Стороны договорились, не- смотря на трудности.", "не- смотря", "несмотря"),
        ("Китайская делегация просит прислать специалистов и обoрудование.", "обoрудование", "оборудование"),
        ("Следует признать, что привительство готово помочь.", "привительство", "правительство"),
        ("Стороны не пришли к каксму-либо соглашению.", "каксму", "какому"),
        ("Говорит, что помощь была оказана ко-рейцам вовремя.", "ко-рейцам", "корейцам"),
        ("Американцы согласились возвратить 83 тис. пленных.", "тис", "тыс"),
    ],
)  # fmt: skip
def test_damage_is_read(line: str, sic: str, corr: str) -> None:
    assert readings(line).get(sic) == corr


@pytest.mark.parametrize(
    "line",
    [
        "Товарищ Ким Ир Сен прибыл в Паньмыньчжон вместе с Пын Дэ-хуаем.",
        "В районе Пиндицюаня и Ланчжоу строится дорога; КЧЖД и КПК согласны.",
        "На заводе в Чанчуне выпускают трехдюймовые снаряды и авиамоторы.",
        "Речь идет о т.т. Молотове, Вышинском и др., а также о тов. Кумыкине.",
        "Повидимому, надо итти на уступки и попрежнему притти к соглашению.",
        "Какие-нибудь замечания, какие-либо уступки, кое-что еще?",
    ],
)
def test_names_abbreviations_and_old_spellings_are_left_alone(line: str) -> None:
    assert readings(line) == {}


def test_slips_that_the_scanner_makes_again_and_again_count_for_a_reading() -> None:
    (unit,) = text_of(["Были взяти порти."]).zones[0].units
    seen = usage([unit], "ru", [])
    judge, passage = Judge(seen), seen.passages[0]
    before = {r.word: r for r in judge.readings(passage, 1, 0)}
    for sic, corr in (("министри", "министры"), ("танки", "танки"), ("заводи", "заводы"), ("полк", "волк")):
        learn_slips(seen, sic, corr)
    after = {r.word: r for r in judge.readings(passage, 1, 0)}
    gained = after["взяты"].worth - before["взяты"].worth
    assert 0 < gained <= 0.6 * 4.0 * before["взяты"].cost
    assert {w for w in after if after[w].worth != before[w].worth} == {"взяты"}


def test_sound_text_is_left_alone() -> None:
    assert repair(text_of(RUSSIAN)) == ()
    assert repair(text_of(ENGLISH, "en")) == ()


@pytest.mark.parametrize("seed", ["000", "003", "004"])
def test_records_without_damage_are_left_alone(seed: str) -> None:
    source = _seed(seed)
    metadata = read_metadata(source)
    assert repair(structure(source, metadata), metadata) == ()


def test_a_mention_with_a_reading_is_a_correction_of_the_words_that_differ() -> None:
    line = "Седоров Энь-лай говорит о мире."
    mention = Mention(Span(0, 15), "person", "x", "ru", 0.9, "Федоров Энь-лай")
    (one,) = repair(text_of([line]), None, (mention,))
    assert (one.sic, one.corr, one.kind, one.cert) == ("Седоров", "Федоров", "ocr", 0.9)


def test_other_mentions_are_not_touched() -> None:
    line = "Министр посетил Стренасть и Привительство."
    spans = [Span(line.index(w), line.index(w) + len(w)) for w in ("Стренасть", "Привительство")]
    assert readings(line, mentions=tuple(Mention(s, "place", None, "ru") for s in spans)) == {}


def test_words_of_the_language_inside_the_name_of_a_body_are_read() -> None:
    line = "Директор Вунсанского химичсского комбината не приехал."
    span = Span(line.index("Вунсанского"), line.index(" не приехал"))
    assert readings(line, mentions=(Mention(span, "org", None, "ru"),)) == {"химичсского": "химического"}


def test_a_lone_way_of_writing_a_label_is_damage() -> None:
    lines = [f"{label} говорит о договоре." for label in ["Чэнь Юнь"] * 5 + ["Чзнь Юнь", "Чэиь Юпь"]]
    at, mentions = 0, []
    for line in lines:
        mentions.append(Mention(Span(at, at + 8), "person", "chen-yun", "ru"))
        at += len(line) + 2
    made = repair(text_of(lines), None, mentions)
    assert [(c.sic, c.corr) for c in made] == [("Чзнь", "Чэнь"), ("Чэиь", "Чэнь"), ("Юпь", "Юнь")]


def test_a_slip_in_a_translation_is_the_web_editions() -> None:
    line = "Kim II Sung spoke."
    mention = Mention(Span(0, 11), "person", "kim-il-sung", "en", 0.9, "Kim Il Sung")
    (one,) = repair(text_of([line], "en", "translation"), None, (mention,))
    assert (one.sic, one.corr, one.kind) == ("II", "Il", "wcda")


def test_the_same_text_is_corrected_the_same_way() -> None:
    lines, _ = hurt(RUSSIAN, 0.15, 3)
    assert repair(text_of(lines)) == repair(text_of(lines))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.sampled_from([0.02, 0.1, 0.3]))
def test_corrections_stand_apart_and_quote_the_source(seed: int, share: float) -> None:
    lines, _ = hurt(RUSSIAN, share, seed)
    text = source_of(lines)
    made = repair(text_of(lines))
    assert all(text[c.span.start : c.span.end] == c.sic != c.corr for c in made)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(made))
    assert all(0 < c.cert <= 1 and c.evidence for c in made)


@pytest.mark.parametrize("share", [0.05, 0.12])
def test_damage_by_lookalikes_is_mostly_repaired_and_rarely_wrongly(share: float) -> None:
    right = wrong = damaged = 0
    for seed in range(6):
        lines, truth = hurt(RUSSIAN, share, seed)
        meant = {c.span: c.corr for c in truth}
        made = repair(text_of(lines))
        good = sum(meant.get(c.span) == c.corr for c in made)
        right, wrong, damaged = right + good, wrong + len(made) - good, damaged + len(truth)
    assert right / (right + wrong) >= 0.93
    assert right / damaged >= 0.6


def test_corrected_text_needs_hardly_any_correction() -> None:
    lines, _ = hurt(RUSSIAN, 0.1, 1)
    text = source_of(lines)
    first = repair(text_of(lines))
    again = repair(text_of(corrected(text, first).split("\n\n")))
    assert len(again) <= max(1, len(first) // 10)


def test_repair_lowers_the_letter_error_rate() -> None:
    lines, truth = hurt(RUSSIAN, 0.15, 2)
    before, after = letter_error_rate(source_of(lines), repair(text_of(lines)), truth)
    assert 0 < after < before / 2


def test_letter_error_rate_counts_letters_only() -> None:
    truth = [Correction(Span(0, 4), "дон.", "дом!", "ocr", 1.0)]
    assert letter_error_rate("дон. да", (), truth) == (0.2, 0.2)
    assert letter_error_rate("дон. да", truth, truth) == (0.2, 0.0)


def test_a_damaged_record_is_corrected_in_its_own_letters() -> None:
    source = _seed("002")
    metadata = read_metadata(source)
    made = repair(structure(source, metadata), metadata)
    assert len(made) > 100
    for one in made:
        text = source.text[one.span.start : one.span.end]
        assert "".join(filter(str.isalnum, text)) == "".join(filter(str.isalnum, one.sic))
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(made))


def test_an_empty_structure_needs_no_repair() -> None:
    assert repair(Structure(())) == ()


def _seed(number: str) -> Source:
    return read(next(SEEDS.glob(f"{number}_*.txt")))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text("абвеиклмнопрстыьяёЁI1lXХ\"'-.,!? aeocpxBH3", min_size=1, max_size=60), min_size=1, max_size=4))
def test_any_text_is_survived(lines: list[str]) -> None:
    for lang in ("ru", "en", "mn"):
        text = source_of(lines)
        for one in repair(text_of(lines, lang)):
            assert text[one.span.start : one.span.end] == one.sic != one.corr


@pytest.mark.parametrize(
    ("line", "sic", "reading", "corr"),
    [
        ("Дорогу строят через Монголир к границе.", "Монголир", "Монголия", "Монголию"),
        ("Поезд прибыл в Китас к вечеру.", "Китас", "Китая", "Китае"),
    ],
)
def test_a_place_is_read_in_the_case_that_its_preposition_governs(line: str, sic: str, reading: str, corr: str) -> None:
    start = line.index(sic)
    mention = Mention(Span(start, start + len(sic)), "place", "x", "ru", 0.8, reading)
    assert readings(line, mentions=(mention,)).get(sic) == corr


def test_a_word_cut_by_a_page_is_left_alone() -> None:
    line = "Стороны хотят это сде13 лать в будущем году."
    assert readings(line) == {}


def test_the_locative_needs_a_preposition() -> None:
    assert readings("Министр обещает дать еще оружим.").get("оружим") != "оружии"


@pytest.mark.parametrize(
    ("line", "sic", "corr"),
    [
        ("Советская сторонысчитала это верным, и стороныдоговорились.", "стороныдоговорились", "стороны договорились"),
        ("Он приехал, и правительстворешило помочь.", "правительстворешило", "правительство решило"),
        ("Нужны квалифи- цированные рабочие и кре- стьянские дети.", "кре- стьянские", "крестьянские"),
        ("Следует отметить, что 0фициальная делегация прибыла.", "0фициальная", "официальная"),
        ("0фициальная делегация прибыла вчера.", "0фициальная", "Официальная"),
    ],
)
def test_words_run_together_or_cut(line: str, sic: str, corr: str) -> None:
    assert readings(line).get(sic) == corr


def test_what_an_editor_put_in_brackets_is_not_read_otherwise() -> None:
    assert readings("A hotel with 60 rooms [SIC, mest] is being finisned now.", lang="en") == {"finisned": "finished"}


def test_an_adjective_of_a_place_that_is_named_is_a_word() -> None:
    line = "Дорога в Синьцзян строится. Важно синьцаинское направление дороги."
    source = text_of([line, *RUSSIAN])
    start = source.zones[0].units[0].offsets[0] + line.index("Синьцзян")
    mention = Mention(Span(start, start + 8), "place", "xinjiang", "ru")
    assert {c.sic: c.corr for c in repair(source, None, [mention])} == {"синьцаинское": "синьцзянское"}
    assert repair(text_of(["Важно синьцаинское направление дороги.", *RUSSIAN])) == ()
