"""TEI for others: plays read by Dramatist and DraCor's grammar, one reading read by tei-reader and CETEIcean."""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from export_corpus import NS, ROOT, installed
from lxml import etree

NAMES = ("persName", "placeName", "orgName", "sp", "speaker", "p")


# dracor


def scenes(play: Path):
    """The drama as Dramatist has it (a program for the plays of dracor.org), and its parts: speeches, stage
    directions.
    """
    dramatist = pytest.importorskip("dramatist.core.Dramatist", reason="Dramatist is not installed")
    drama = dramatist.Dramatist().from_file(str(play))
    return drama, [part for act in drama.acts for scene in act.scenes for part in scene.scene_parts]


def plays(folder: Path) -> list[Path]:
    """Those with speeches: Dramatist opens nothing without persons, and a telegram has none that speak."""
    return [p for p in sorted(folder.iterdir()) if "<sp " in p.read_text(encoding="utf-8")]


def test_dramatist_finds_each_person_with_as_many_speeches_as_the_tei(exported, corpus):
    found: Counter[str] = Counter()
    words = 0
    for play in plays(exported("dracor", corpus)):
        drama, parts = scenes(play)
        assert drama.title and drama.scene_count == 1
        for person in drama.speakers:
            assert person.name and person.sex == "UNKNOWN"
            found[person.my_id] += len(drama.get_speeches_for_speaker(person.my_id))
        speeches = [part for part in parts if hasattr(part, "speaker_id")]
        assert all(speech.get_text().strip() for speech in speeches)
        words += sum(speech.token_count for speech in speeches)
    assert found == Counter(who[1:] for who in corpus.all("//t:text//t:sp/@who")) and words > 0


def test_dramatist_loses_a_speech_of_nobody_and_refuses_a_broken_play(exported, examples):
    (play, *_) = plays(exported("dracor", examples))
    text = play.read_text(encoding="utf-8")
    drama, _ = scenes(play)
    before = len(drama.get_speeches_for_speaker("stalin"))
    play.write_text(text.replace('<sp who="#stalin"', '<sp who="#nobody"', 1), encoding="utf-8")
    drama, parts = scenes(play)
    assert len(drama.get_speeches_for_speaker("stalin")) == before - 1
    assert {p.speaker_id for p in parts if hasattr(p, "speaker_id")} > {s.my_id for s in drama.speakers}
    play.write_text(text.replace("</sp>", "", 1), encoding="utf-8")
    with pytest.raises(SyntaxError, match="mismatched tag"):
        scenes(play)


@pytest.fixture(scope="session")
def dracor_grammar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The grammar of dracor.org, which no registry has: it lies among the files beside the repository."""
    archive = ROOT.parent / "shared/validation/cases.tar.xz"
    if not archive.is_file():
        pytest.skip("the grammar of DraCor is not beside the repository")
    with tarfile.open(archive) as files:
        member = files.extractfile("visible/schemas/dracor.rng")
        assert member is not None
        path = tmp_path_factory.mktemp("dracor") / "dracor.rng"
        path.write_bytes(member.read())
    return path


def test_the_grammar_of_dracor_accepts_every_play_and_refuses_one_without_a_source(
    exported, corpus, dracor_grammar
):
    jing = installed("jing")
    files = sorted(exported("dracor", corpus).iterdir())
    done = subprocess.run([jing, dracor_grammar, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:2000]
    text = files[0].read_text(encoding="utf-8")
    files[0].write_text(re.sub(r"(?s)<sourceDesc>.*</sourceDesc>", "", text), encoding="utf-8")
    assert subprocess.run([jing, dracor_grammar, files[0]], capture_output=True, check=False).returncode != 0


def dracor_errors(files: list[Path], grammar: Path) -> list[str]:
    """What the rules inside DraCor's grammar call an error."""
    from pipeline.validation import validate_tei

    found = [f for file in files for f in validate_tei(file.read_bytes(), file.name, schema=str(grammar))]
    return [f.message for f in found if f.severity == "error"]


def test_the_rules_of_dracor_find_no_error_and_miss_an_original_that_the_header_does_not_name(
    exported, corpus, dracor_grammar
):
    files = sorted(exported("dracor", corpus).iterdir())
    assert dracor_errors(files, dracor_grammar) == []
    tree = etree.parse(files[0])
    assert tree.xpath("//t:bibl[@type = 'digitalSource'][t:ref/@target and t:availability]", namespaces=NS)
    assert not tree.xpath("//t:standOff", namespaces=NS)
    for bibl in tree.xpath("//t:bibl[@type = 'originalSource']", namespaces=NS):
        bibl.getparent().remove(bibl)
    tree.write(files[0], encoding="utf-8")
    (said,) = dracor_errors(files[:1], dracor_grammar)
    assert "original source is required" in said


# tei-simple


def letters(file: Path) -> str:
    """The letters of the text as tei-reader prints them: it knows no `choice` and prints every reading."""
    tei_reader = pytest.importorskip("tei_reader", reason="tei-reader is not installed")
    return "".join(tei_reader.TeiReader().read_file(str(file)).text.split())


def test_tei_reader_prints_no_reading_twice(exported, corpus):
    folder = exported("tei-simple", corpus)
    spared = 0
    for file in corpus.files:
        tree = etree.parse(file)
        # Notes are attributes to tei-reader, which prints none of them.
        twice = tree.xpath(
            "//t:text//t:choice[not(ancestor::t:note)]/*[self::t:sic or self::t:orig]"
            " | //t:text//t:pc[@force='weak'][not(ancestor::t:note)]",
            namespaces=NS,
        )
        count = sum(len("".join("".join(e.itertext()).split())) for e in twice)
        assert len(letters(folder / file.name)) == len(letters(file)) - count
        spared += count
    assert spared > 0


def test_tei_reader_prints_both_readings_where_a_choice_is_left(exported, examples):
    file = exported("tei-simple", examples) / "conversation.xml"
    before = letters(file)
    assert "МаоЦзе-дуна" in before and "Цас-дуна" not in before
    choice = "<choice><sic>Мао Цас-дуна</sic><corr>Мао Цзе-дуна</corr></choice>"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("<body>", f"<body><p>{choice}</p>", 1), encoding="utf-8")
    assert len(letters(file)) == len(before) + len("МаоЦас-дуна") + len("МаоЦзе-дуна")
    assert "МаоЦас-дунаМаоЦзе-дуна" in letters(file)


CETEICEAN = """
const {JSDOM} = require('jsdom'), {pathToFileURL} = require('url'), {readFileSync} = require('fs');
const [names, ...files] = process.argv.slice(1);
import(pathToFileURL(require.resolve('CETEIcean'))).then(({default: CETEI}) => {
  const window = new JSDOM('').window;
  for (const file of files) {
    const tei = new window.DOMParser().parseFromString(readFileSync(file, 'utf8'), 'text/xml');
    const shown = new CETEI({documentObject: window.document}).preprocess(tei).querySelector('tei-text');
    const count = name => shown.querySelectorAll('tei-' + name.toLowerCase()).length;
    console.log(JSON.stringify(Object.fromEntries(names.split(' ').map(name => [name, count(name)]))));
  }
}).catch(error => { console.error(String(error)); process.exit(1) });
"""


def test_ceteicean_shows_every_name_and_turn_and_no_second_reading(exported, corpus, node):
    folder = exported("tei-simple", corpus)
    names = " ".join((*NAMES, "choice", "sic", "corr"))
    done = node(CETEICEAN, names, *(folder / file.name for file in corpus.files))
    assert done.returncode == 0, done.stderr
    for file, line in zip(corpus.files, done.stdout.splitlines(), strict=True):
        tree = etree.parse(file)
        expected = {name: int(tree.xpath(f"count(//t:text//t:{name})", namespaces=NS)) for name in NAMES}
        assert json.loads(line) == expected | {"choice": 0, "sic": 0, "corr": 0}


def test_ceteicean_shows_both_readings_of_the_whole_tei_and_refuses_a_broken_one(exported, examples, node):
    done = node(CETEICEAN, "sic corr", examples.files[0])
    sic = len(etree.parse(examples.files[0]).xpath("//t:text//t:sic", namespaces=NS))
    assert json.loads(done.stdout)["sic"] == sic > 0
    file = exported("tei-simple", examples) / "conversation.xml"
    file.write_bytes(file.read_bytes().replace(b"</speaker>", b"", 1))
    assert node(CETEICEAN, "sp", file).returncode != 0
