"""The page in a real browser: columns, the phone, the switches."""

from __future__ import annotations

import json
import re
import subprocess
from html import escape, unescape
from pathlib import Path

import pytest

from pipeline.render import render

CONVERSATION = Path(__file__).parent / "conversation.xml"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--virtual-time-budget=5000",
)
MEASURE = """
<pre id="out"></pre><script>
const frame = document.querySelector('iframe');
frame.onload = () => {
  const d = frame.contentDocument, box = s => d.querySelector(s).getBoundingClientRect();
  const shown = s => [...d.querySelectorAll(s)].some(e => e.getClientRects().length);
  const see = () => ({ru: box('[id="ru.t2"]').toJSON(), en: box('[id="en.t2"]').toJSON(),
    wide: d.documentElement.scrollWidth, old: shown('del.old'), new: shown('ins.new'),
    left: shown('.side-left.cell'), right: shown('.side-right.cell')});
  const found = {start: see()};
  for (const id of ['view.reading.original', 'view.text.ru']) {
    d.getElementById(id).click(); found[id] = see();
  }
  document.getElementById('out').textContent = JSON.stringify(found);
};
frame.srcdoc = frame.dataset.page;
</script>
"""


@pytest.fixture(scope="module")
def measured(chromium, tmp_path_factory):
    """What the browser sees at a width, as the page opens and after each switch."""
    page = escape(render(CONVERSATION, "html"), quote=True)

    def see(width: int) -> dict:
        folder = tmp_path_factory.mktemp("browser")
        wrapper = folder / "wrapper.html"
        frame = f'<iframe style="width:{width}px;height:900px;border:0" data-page="{page}"></iframe>'
        wrapper.write_text(f"<!DOCTYPE html><meta charset=utf-8>{frame}{MEASURE}", encoding="utf-8")
        flags = [*FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", wrapper.as_uri()]
        done = subprocess.run([chromium, *flags], capture_output=True, text=True, timeout=60)
        found = re.search(r'<pre id="out">(.+?)</pre>', done.stdout, re.DOTALL)
        assert found, done.stderr[-2000:]
        return json.loads(unescape(found[1]))

    return see


def test_both_languages_stand_side_by_side_and_the_switches_work_without_script(measured):
    seen = measured(1400)
    start = seen["start"]
    assert start["ru"]["right"] <= start["en"]["left"] and abs(start["ru"]["y"] - start["en"]["y"]) < 8
    assert (start["new"], start["old"]) == (True, False)
    original = seen["view.reading.original"]
    assert (original["new"], original["old"]) == (False, True)
    russian = seen["view.text.ru"]
    assert (russian["left"], russian["right"]) == (True, False)


def test_on_a_phone_the_languages_stand_below_each_other_and_nothing_is_cut_off(measured):
    start = measured(390)["start"]
    assert start["ru"]["bottom"] <= start["en"]["top"]
    assert start["wide"] <= 390
