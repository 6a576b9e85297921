"""Pages, texts and tables from two complete TEI documents, and small differences from them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree, html

from pipeline.rendering import catalogue, edition, render, render_index, stylesheets
from pipeline.saxon import TransformError

HERE = Path(__file__).parent
CONVERSATION = HERE / "conversation.xml"
TELEGRAM = HERE / "cable.xml"
GOLDEN = HERE / "golden"
TEI = {"t": "http://www.tei-c.org/ns/1.0"}


def changed(before: str, after: str, source: Path = CONVERSATION) -> bytes:
    text = source.read_text(encoding="utf-8")
    assert before in text
    return text.replace(before, after).encode()


def page(document: bytes | Path = CONVERSATION, **params: str) -> etree._Element:
    named = {name.replace("_", "-"): value for name, value in params.items()}
    return html.document_fromstring(render(document, "html", named))


def body_only(text: str) -> str:
    return re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)


@pytest.mark.parametrize("document", [CONVERSATION, TELEGRAM], ids=lambda p: p.stem)
def test_a_page_is_the_golden_one(document, golden):
    golden(GOLDEN / f"{document.stem}.html", body_only(render(document, "html")))


@pytest.mark.parametrize("document", [CONVERSATION, TELEGRAM], ids=lambda p: p.stem)
@pytest.mark.parametrize("division", ["ru", "en"])
def test_a_text_is_the_golden_one(document, division, golden):
    golden(GOLDEN / f"{document.stem}.{division}.txt", render(document, "text", {"lang": division}))


def test_a_table_of_aligned_groups_is_the_golden_one(golden):
    golden(GOLDEN / "conversation.tsv", render(CONVERSATION, "parallel"))


def test_the_index_lists_documents_by_date_and_is_the_golden_one(golden):
    out = render_index([CONVERSATION, TELEGRAM])
    assert re.findall(r'<a href="([a-z]+)\.html"', out) == ["cable", "conversation"]
    golden(GOLDEN / "index.html", body_only(out))


def test_every_stylesheet_says_what_it_is():
    found = {info.name: info for info in stylesheets()}
    assert {"html", "index", "text", "parallel"} <= found.keys()
    assert all(info.description and info.extension for info in found.values())
    assert {p.name for p in found["text"].parameters} >= {"lang", "reading", "width"}
    assert "tei-href" in {p.name for p in found["html"].parameters}


def test_an_output_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(TransformError, match=r"no output 'pdf'; there are: .*html"):
        render(CONVERSATION, "pdf")
    with pytest.raises(TransformError, match="no output"):
        render(CONVERSATION, "lib/rows")


# the page


def test_every_link_inside_a_page_leads_somewhere_and_no_id_occurs_twice():
    for document in (CONVERSATION, TELEGRAM):
        tree = page(document)
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {h[1:] for h in tree.xpath("//@href") if h.startswith("#")} <= set(ids)


def test_a_page_asks_for_nothing_from_outside():
    out = render(CONVERSATION, "html")
    assert not re.search(r"\bsrc=|url\(|@import|<iframe|<object", out)
    links = html.document_fromstring(out).xpath("//link[not(@rel='alternate' or @rel='canonical')]/@href")
    assert links == ["data:,"]


def test_every_turn_and_paragraph_with_an_id_can_be_linked_to():
    found = "//t:text//t:sp/@xml:id | //t:text//t:p/@xml:id"
    ids = set(etree.parse(CONVERSATION).xpath(found, namespaces=TEI))
    tree = page()
    assert ids <= set(tree.xpath("//@id"))
    assert {f"#{i}" for i in ids} <= set(tree.xpath("//a[@class='permalink']/@href"))


def test_aligned_turns_stand_in_one_row_and_every_block_in_exactly_one():
    rows = page().xpath("//div[contains(concat(' ', @class, ' '), ' row ')]")
    anchor = "string(.//@id[contains(., '.t') or contains(., '.h')][1])"
    pairs = [[cell.xpath(anchor) for cell in row.xpath("div")] for row in rows]
    assert ["ru.h", "en.h"] in pairs
    assert [p for p in pairs if any(".t" in i for i in p)] == [[f"ru.t{n}", f"en.t{n}"] for n in range(1, 6)]


def test_each_cell_says_its_language():
    cells = page().xpath("//div[starts-with(@class, 'cell')]")
    assert {c.get("class").split("side-")[1]: c.get("lang") for c in cells} == {"left": "ru", "right": "en"}


def test_no_word_of_the_text_is_missing_from_the_page():
    for document in (CONVERSATION, TELEGRAM):
        words = etree.parse(document).xpath("//t:text//text()", namespaces=TEI)
        shown = re.sub(r"\s+", "", "".join(page(document).xpath("//section[@id='text']//text()")))
        for word in (re.sub(r"\s+", "", w) for w in words):
            assert word in shown


def test_both_readings_are_there_and_each_tells_the_other():
    new = page().xpath("//ins[text()='Мао Цзе-дуна']")[0]
    assert "Мао Цас-дуна" in new.get("title") and "0.93" in new.get("title")
    assert page().xpath("//del[text()='Мао Цас-дуна']/@title")[0].startswith("Read: Мао Цзе-дуна")


def test_the_register_gives_forms_identifiers_and_ways_back():
    entry = page().xpath("//li[@id='entry.zhou']")[0]
    assert {"周恩来", "Chou En-lai"} <= set(entry.xpath(".//span[@class='forms']/span/text()"))
    assert entry.xpath(".//span[@lang='zh-Hans']")
    assert "https://www.wikidata.org/entity/Q17410" in entry.xpath(".//@href")
    assert {"#ru.t1", "#ru.t5", "#en.t1"} <= set(entry.xpath(".//span[@class='mentions']//@href"))


def test_the_head_of_a_page_can_be_read_by_machines():
    tree = page(tei_href="../tei/x.xml", next_href="b.html", next_title="B")
    assert tree.xpath("//meta[@name='citation_title']/@content") == [
        "Minutes of Conversation between I.V. Stalin and Zhou Enlai"
    ]
    assert tree.xpath("//link[@rel='alternate']/@href") == ["../tei/x.xml"]
    assert tree.xpath("//link[@rel='next']/@href") == ["b.html"]


def test_the_description_is_json_and_no_title_can_break_out_of_it():
    sly = "&lt;/script>&lt;b>Minutes of &quot;x&quot; between"
    tree = page(changed("Minutes of Conversation between", sly))
    found = json.loads(tree.xpath("string(//script)"))
    assert found["name"].startswith('</script><b>Minutes of "x"')
    assert (found["identifier"], found["dateCreated"]) == ("111244", "1952-08-20")
    assert found["inLanguage"] == ["ru", "en"]


def test_downloads_and_neighbours_appear_only_where_they_are_given():
    assert not page().xpath("//header[@class='site'] | //a[@type]")
    tree = page(text_href="t.{lang}.txt", index_href="index.html")
    assert tree.xpath("//a[@type='text/plain']/@href") == ["t.ru.txt", "t.en.txt"]


def test_an_element_that_is_not_known_stops_the_page():
    with pytest.raises(TransformError, match="castList"):
        render(changed("<speaker>", "<castList/><speaker>"), "html")


def test_a_document_with_one_language_has_one_column():
    tree = etree.parse(CONVERSATION)
    for gone in tree.xpath("//t:div[@type='original'] | //t:linkGrp", namespaces=TEI):
        gone.getparent().remove(gone)
    found = page(etree.tostring(tree))
    assert found.xpath("//section[@id='text']/@class") == ["single"]
    assert len(found.xpath("//div[starts-with(@class, 'cell')]")) == 8


def test_a_unit_without_counterpart_stands_alone_in_its_column():
    link = '<link type="1-1" target="#ru.t3 #en.t3" cert="0.97"/>'
    rows = page(changed(link, "")).xpath("//div[contains(@class, 'alone')]")
    assert [r.xpath("string(.//p/@id)") for r in rows] == ["ru.t3", "en.t3"]
    assert [len(r.xpath("div")) for r in rows] == [1, 1]


def test_crossing_links_lose_nothing_and_keep_the_order_of_both_texts():
    crossed = changed("#ru.t1 #en.t1", "#ru.t1 #en.t2").replace(b"#ru.t2 #en.t2", b"#ru.t2 #en.t1")
    tree = page(crossed)
    for lang in ("ru", "en"):
        ids = tree.xpath(f"//div[contains(@class, 'cell')]//p/@id[starts-with(., '{lang}.t')]")
        assert [i for i in ids if re.fullmatch(r"..\.t\d", i)] == [f"{lang}.t{n}" for n in range(1, 6)]


def test_words_of_the_page_come_in_the_language_asked_for():
    assert page(ui="ru").xpath("//h2[@id='register']/text()") == ["Имена в документе"]
    files = sorted((HERE.parents[1] / "xslt/lib").glob("words.*.xml"))
    keys = [etree.parse(file).xpath("//@key") for file in files]
    assert len(keys) >= 2 and all(k == keys[0] for k in keys) and len(set(keys[0])) == len(keys[0])


# plain text


def test_the_original_reading_has_what_the_source_has():
    out = render(CONVERSATION, "text", {"lang": "ru", "reading": "original"})
    assert "ЧЕОУ ЭНЬ-ЛАЕМ" in out and "го ду" in out and "учили-ща" in out
    corrected = render(CONVERSATION, "text", {"lang": "ru"})
    assert "ЧЖОУ ЭНЬ-ЛАЕМ" in corrected and "году" in corrected and "училища" in corrected


@pytest.mark.parametrize("width", [20, 40, 78])
def test_no_line_is_longer_than_asked_unless_one_word_is(width):
    lines = render(CONVERSATION, "text", {"lang": "en", "width": width}).splitlines()
    assert all(len(line) <= width or " " not in line.strip() for line in lines)


def test_wrapping_changes_nothing_but_line_breaks():
    wide, narrow = (render(TELEGRAM, "text", {"lang": "ru", "width": w}) for w in (0, 15))
    assert wide.split() == narrow.split()


def test_a_division_that_is_not_there_is_named():
    with pytest.raises(TransformError, match="no division «zh» in conversation; it has: ru en"):
        render(CONVERSATION, "text", {"lang": "zh"})


# the table


def test_each_link_is_a_row_and_what_has_no_link_has_an_empty_side():
    rows = [line.split("\t") for line in render(CONVERSATION, "parallel").splitlines()]
    assert {len(r) for r in rows} == {6}
    assert [r[0] for r in rows if r[2] == "1-1"] == ["ru.h", *(f"ru.t{n}" for n in range(1, 6))]
    assert all(not r[5] for r in rows if r[2] == "1-0")


# the whole edition


def test_the_edition_ties_its_pages_together_and_every_link_leads_to_a_file():
    files = dict(edition([CONVERSATION, TELEGRAM]))
    assert list(files)[-1] == "html/index.html"
    assert "text/cable.en.txt" in files
    there = {f"html/{n}" for n in ("../tei/conversation.xml", "../tei/cable.xml")}
    for path, text in files.items():
        if path.endswith(".html"):
            for href in html.document_fromstring(text).xpath("//a/@href"):
                if not re.match(r"https?:|#", href):
                    target = "text/" + href[8:] if href.startswith("../text/") else f"html/{href}"
                    assert target in files or target in there


def test_the_order_of_the_files_changes_nothing():
    assert dict(edition([CONVERSATION, TELEGRAM])) == dict(edition([TELEGRAM, CONVERSATION]))
    assert [e.id for e in catalogue([CONVERSATION, TELEGRAM])] == ["cable", "conversation"]
