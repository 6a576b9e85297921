"""Sound Russian and English, and damage done to it by the shapes of letters: for measuring repair."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from pipeline.confusion import shapes
from pipeline.model import Correction, Span, Structure, Unit, Zone

RUSSIAN = """
Посол сообщил, что правительство готово рассмотреть предложение о заключении договора.
Министр спрашивает, когда делегация сможет приступить к переговорам о торговле.
Делегация отвечает, что вопрос о поставках оборудования уже обсуждался в прошлом году.
По мнению министра, следует ускорить строительство железной дороги и завода.
Посол отмечает, что строительство завода требует участия специалистов и рабочих.
Министр подчеркивает, что правительство окажет необходимую помощь специалистами и оборудованием.
Затем посол переходит к вопросу о положении на границе и о перемирии.
Он указывает, что противник не может вести наступательные операции на всей линии фронта.
Министр соглашается с этим и говорит, что переговоры о перемирии нужно продолжать.
Посол просит передать благодарность правительству за помощь продовольствием и медикаментами.
Министр обещает передать эту просьбу и добавляет, что помощь будет увеличена.
Посол напоминает, что срок действия соглашения о кредите истекает в будущем году.
Министр предлагает подготовить проект нового соглашения и обменяться нотами.
Посол спрашивает, можно ли рассчитывать на обучение студентов и инженеров.
Министр отвечает, что студенты и инженеры могут обучаться на советских предприятиях.
Посол выражает согласие и сообщает, что письменный доклад будет представлен через неделю.
После этого стороны обсудили вопрос о возвращении военнопленных и о прекращении огня.
Министр считает, что вопрос о военнопленных должен быть решен по международному праву.
Посол заявляет, что правительство твердо стоит за возвращение всех военнопленных.
В заключение министр поблагодарил посла за сообщение и выразил надежду на успех переговоров.
Беседа продолжалась два часа и прошла в дружественной обстановке.
Промышленность страны нуждается в новых станках, машинах и моторах для самолетов.
Сборочные заводы могут выпускать автомобили и тракторы уже в первой пятилетке.
Разведка нефти в северных районах дала хорошие результаты, и добыча растет.
Китайские товарищи просят прислать геологов и помочь в проектировании электростанции.
""".strip().splitlines()

ENGLISH = """
The ambassador said that the government was ready to consider the proposal for a treaty.
The minister asked when the delegation would be able to begin the negotiations on trade.
The delegation answered that the question of deliveries had already been discussed last year.
In the minister's opinion the construction of the railroad and of the plant should be hastened.
""".strip().splitlines()


def text_of(lines: Sequence[str], lang: str = "ru", role: str = "original") -> Structure:
    """Lines as paragraphs of one zone; offsets as if each followed the other after a blank line."""
    units: list[Unit] = []
    at = 0
    for n, line in enumerate(lines):
        span = Span(at, at + len(line))
        units.append(Unit(n, "p", lang, lang, (span,), line, tuple(range(span.start, span.end))))
        at = span.end + 2
    return Structure((Zone(lang, lang, role, tuple(units)),))


def source_of(lines: Sequence[str]) -> str:
    return "\n\n".join(lines)


def hurt(lines: Sequence[str], share: float, seed: int) -> tuple[list[str], list[Correction]]:
    """The lines with a share of their words damaged by one lookalike, and the corrections of that damage."""
    dice = random.Random(seed)
    made: list[Correction] = []
    out: list[str] = []
    at = 0
    for line in lines:
        text, end = "", 0
        for match in re.finditer(r"\b[а-яё]{4,}", line):
            word = match.group()
            damaged = _damaged(word, dice) if dice.random() < share else word
            text += line[end : match.start()]
            if damaged != word:
                span = Span(at + len(text), at + len(text) + len(damaged))
                made.append(Correction(span, damaged, word, "ocr", 1.0))
            text += damaged
            end = match.end()
        out.append(text + line[end:])
        at += len(out[-1]) + 2
    return out, made


def _damaged(word: str, dice: random.Random) -> str:
    i = dice.randrange(len(word))
    alike = sorted((a, cost) for (a, b), cost in shapes("ru").lower.items() if b == word[i] and a != "ё")
    if not alike:
        return word
    letter = dice.choices([a for a, _ in alike], [1 / (cost + 0.05) for _, cost in alike])[0]
    return word[:i] + letter + word[i + 1 :]
