"""How fast 100,000 forms load from the cache and are found; run it as a script."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline.authority import load_authority
from pipeline.authority.entry import Entry, Name
from pipeline.authority.exchange import write_authority

_SYLLABLES = [
    "ба",
    "ве",
    "го",
    "ди",
    "ру",
    "мо",
    "ки",
    "та",
    "ле",
    "со",
    "на",
    "ши",
    "че",
    "зу",
    "пе",
    "фи",
    "жо",
    "ха",
    "цы",
    "ло",
]


def _entries(n: int) -> list[Entry]:
    chance = random.Random(1)
    out = []
    for i in range(n):
        surname = "".join(chance.choices(_SYLLABLES, k=4)).capitalize() + "ов"
        name = Name(f"{surname} Иван Петрович", "ru", "preferred", surname)
        out.append(Entry(f"p{i}", "person", (name, Name(f"Ivan P{i}", "en", "preferred"))))
    return out


def main() -> None:
    chance = random.Random(2)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZAPIS_CACHE"] = folder
        write_authority(_entries(1500), Path(folder) / "project")
        extra = [Path(folder) / "project"]
        made = load_authority(extra)
        for lang in ("ru", "en"):
            made.automaton(lang)
        start = time.perf_counter()
        authority = load_authority(extra)
        matcher = authority.automaton("ru")
        forms = sum(1 for x in ("ru", "en") for _ in authority.forms(x))
        print(f"{forms} forms in {time.perf_counter() - start:.2f} s")
        surnames = [f for f, _, _ in authority.forms("ru")]
        words = ["и", "о", "развитии", "отношений", "между", "странами,", "предложил", "обсудить", "вопрос."]
        text = " ".join(
            chance.choice(surnames) if chance.random() < 0.05 else chance.choice(words) for _ in range(150000)
        )
        start = time.perf_counter()
        found = matcher.find(text)
        took = time.perf_counter() - start
        size = len(text.encode()) / 1e6
        print(f"{len(found)} names in {size:.1f} MB, {size / took:.2f} MB/s")


if __name__ == "__main__":
    main()
