"""The page in a real browser: columns, the phone, the switches."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path

import pytest

from pipeline.rendering import edition, render

ROOT = Path(__file__).resolve().parents[2]
CONVERSATION = Path(__file__).parent / "conversation.xml"
CABLE = Path(__file__).parent / "cable.xml"
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
  for (const id of ['view.reading.original', 'view.text.left']) {
    d.getElementById(id).click(); found[id] = see();
  }
  document.getElementById('out').textContent = JSON.stringify(found);
};
frame.srcdoc = frame.dataset.page;
</script>
"""


def npm(file: str) -> Path:
    """A file of an npm package; skips where it is not installed."""
    for folder in (ROOT / "node_modules", Path(os.environ.get("NODE_PATH", "."))):
        if (folder / file).is_file():
            return folder / file
    pytest.skip(f"the npm package {file.split('/')[0]} is not installed")


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
    russian = seen["view.text.left"]
    assert (russian["left"], russian["right"]) == (True, False)


def test_on_a_phone_the_languages_stand_below_each_other_and_nothing_is_cut_off(measured):
    start = measured(390)["start"]
    assert start["ru"]["bottom"] <= start["en"]["top"]
    assert start["wide"] <= 390


AXE = """<script>{axe}</script><pre id="out"></pre><script>
axe.run(document).then(r => {{ document.getElementById('out').textContent =
  JSON.stringify(r.violations.map(v => [v.id, v.nodes.map(n => n.html)])); }});
</script></body>"""


@pytest.mark.parametrize("width", [1400, 500])
@pytest.mark.parametrize("name", ["html/conversation.html", "html/index.html"])
def test_axe_finds_nothing_that_shuts_a_reader_out(chromium, tmp_path, name, width):
    axe = npm("axe-core/axe.min.js").read_text(encoding="utf-8")
    page = dict(edition([CONVERSATION, CABLE]))[name].replace("</body>", AXE.format(axe=axe))
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    flags = [*FLAGS, f"--window-size={width},2000", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    address = (tmp_path / "page.html").as_uri()
    done = subprocess.run(
        [chromium, *flags, address], capture_output=True, text=True, timeout=90, check=False
    )
    found = re.search(r'<pre id="out">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    assert json.loads(unescape(found[1])) == []


def test_the_nu_html_checker_finds_no_error_and_does_find_one_that_is_made(tmp_path):
    jar = npm("vnu-jar/build/dist/vnu.jar")
    if not shutil.which("java"):
        pytest.skip("java is not installed")
    check = ["java", "-jar", str(jar), "--errors-only"]
    for path, text in edition([CONVERSATION, CABLE]):
        if path.endswith(".html"):
            (tmp_path / Path(path).name).write_text(text, encoding="utf-8")
    done = subprocess.run([*check, *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (tmp_path / "broken.html").write_text("<!DOCTYPE html><title>x</title><p><div></p>", encoding="utf-8")
    done = subprocess.run([*check, tmp_path / "broken.html"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
