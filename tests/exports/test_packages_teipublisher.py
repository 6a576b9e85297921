"""The package for TEI Publisher, installed and queried by BaseX: the XQuery processor and EXPath package manager that Debian has.

eXist-db itself is in no registry (PyPI, npm, Debian), and its npm tools (@existdb/xst, @existdb/node-exist) are clients of a running
server. So BaseX does what eXist-db would: it reads the package descriptor, stores the documents, runs the index functions on them, and
runs the installation scripts with the two eXist functions they need replaced by ones that say what they would do.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

XMLDB = """module namespace xmldb = "http://exist-db.org/xquery/xmldb";
declare function xmldb:create-collection($at, $name) { "collection " || $at || "/" || $name };
declare function xmldb:store-files-from-pattern($at, $dir, $pattern) { file:list($dir, false(), $pattern) ! ("file " || $at || "/" || .) };
declare function xmldb:reindex($at) { "reindex " || $at };
"""
ANSWERED: dict[tuple[tuple[str, int], ...], dict] = {}
#: Where BaseX puts the package, seen from its home.
INSTALLED = "repo/urn-zapis-package-zapis-edition-1.0.0"
#: The contract of TEI Publisher's index, pages and registers, asked of the stored package.
CONTRACT = """
import module namespace i = "urn:zapis:index" at "basex/repo/urn-zapis-package-zapis-edition-1.0.0/index.xql";
declare namespace t = "http://www.tei-c.org/ns/1.0";
declare namespace output = "http://www.w3.org/2010/xslt-xquery-serialization";
declare option output:method "json";
declare variable $all := collection("edition")/t:TEI;
declare variable $documents := $all[t:text//t:div];
declare variable $keys := $documents//@key;
declare function local:register($name, $kind) { $all[@xml:id = "pb-" || $name]//*[local-name() = $kind] };
declare function local:known($kind) { local:register(map { "person": "persons", "place": "places", "org": "organizations" }($kind), $kind)/@xml:id };
map {
  "documents": count($documents),
  "turns": count($documents//t:sp),
  "persons": count(local:register("persons", "person")),
  "places": count(local:register("places", "place")),
  "organizations": count(local:register("organizations", "org")),
  "without main or sort name": count(
    (local:register("persons", "person"), local:register("places", "place"), local:register("organizations", "org"))
    [not(count(*[@type = "main"]) = 1 and count(*[@type = "sort"]) = 1 and i:sort(.))]),
  "keys": count($keys),
  "keys of nobody": array { distinct-values($keys[not(. = (
    if (local-name(..) = "persName") then local:known("person") else if (local-name(..) = "placeName") then local:known("place")
    else if (local-name(..) = "orgName") then local:known("org") else (local:known("person"), local:known("place"), local:known("org"))))]) },
  "source texts": count($documents//t:group/t:text[@type = "source"]),
  "translations": count($documents//t:group/t:text[@type = "translation"]),
  "parallel pages": count($documents[contains(root()/processing-instruction("teipublisher"), 'template="parallel.html"')]),
  "pointers to nothing": array { distinct-values(
    for $document in $documents, $pointer in $document//(@who | @toWhom | @sameAs | @ref | @resp | @corresp | @target | @ana | @decls) ! tokenize(.)
    where starts-with($pointer, "#") or starts-with($pointer, "registers/")
    let $file := if (starts-with($pointer, "#")) then $document
      else $all[ends-with(document-uri(root()), substring-before($pointer, "#"))]
    where not($file//@xml:id = substring-after($pointer, "#"))
    return $pointer) },
  "fields": map:merge($documents ! map:entry(string(@xml:id), map:merge((
    for $name in ("title", "language", "date", "category", "genre") return map:entry($name, string-join(i:field(., $name), "|")),
    for $name in ("person", "place") return map:entry($name, count(i:field(., $name))))))),
  "genres as TEI Publisher's own index reads them": array { sort(distinct-values(
    $all[@xml:id = "taxonomy"]//t:category[@xml:id = $documents//t:catRef[@scheme = "#genre"]/@target ! substring(., 2)]
      /ancestor-or-self::t:category[parent::t:category]/t:catDesc)) }
}
"""


@pytest.fixture
def basex(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess]:
    """`basex(*arguments)`: BaseX with its home in a folder of this test."""
    command = shutil.which("basex")
    if not command:
        pytest.skip("basex is not installed")
    home = tmp_path / "basex"
    home.mkdir()
    (home / ".basexhome").touch()

    def run(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [command, *arguments], cwd=home, capture_output=True, text=True, timeout=120, check=False
        )

    return run


@pytest.fixture
def rewritten(tmp_path: Path) -> Callable[..., Path]:
    """`rewritten(xar, changes)`: the package for BaseX, its files replaced by what a function makes of them (None: left out).

    BaseX installs what is made for BaseX, so the copy names it where the descriptor names eXist-db.
    """

    def rewrite(xar: Path, changes: dict[str, Callable[[bytes], bytes | None]] | None = None) -> Path:
        copy = tmp_path / "copy.xar"
        with zipfile.ZipFile(xar) as old, zipfile.ZipFile(copy, "w") as new:
            for name in old.namelist():
                content: bytes | None = old.read(name)
                if name == "expath-pkg.xml":
                    content = old.read(name).replace(
                        b'processor="http://exist-db.org" semver-min="6.2.0"', b'processor="basex"'
                    )
                if changes and name in changes:
                    content = changes[name](content or b"")
                if content is not None:
                    new.writestr(name, content)
        return copy

    return rewrite


@pytest.fixture
def xar(exported, corpus) -> Path:
    (found,) = exported("teipublisher", corpus).iterdir()
    return found


@pytest.fixture
def example(exported, examples) -> Path:
    (found,) = exported("teipublisher", examples).iterdir()
    return found


def installed(basex, package: Path) -> Path:
    done = basex("-c", f"REPO INSTALL {package}")
    assert done.returncode == 0, done.stderr
    return package.parent / "basex" / INSTALLED


def test_basex_installs_the_package_under_its_name_and_version(example, basex, rewritten):
    folder = installed(basex, rewritten(example))
    listed = basex("-c", "REPO LIST").stdout
    assert "urn:zapis:package:zapis-edition" in listed and "1.0.0" in listed and "1 package(s)" in listed
    with zipfile.ZipFile(example) as archive:
        assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == set(
            archive.namelist()
        )


def test_the_package_says_that_it_is_for_exist_db(example, basex):
    done = basex("-c", f"REPO INSTALL {example}")
    assert done.returncode != 0 and "version" in done.stderr.lower()


@pytest.mark.parametrize(
    "broken",
    [None, lambda text: text.replace(b"</package>", b""), lambda text: text.replace(b"abbrev=", b"a=")],
    ids=["no descriptor", "descriptor not well-formed", "descriptor without a name for the collection"],
)
def test_basex_refuses_a_package_whose_descriptor_is_broken(example, basex, rewritten, broken):
    done = basex("-c", f"REPO INSTALL {rewritten(example, {'expath-pkg.xml': broken or (lambda _: None)})}")
    assert done.returncode != 0 and "[repo:" in done.stderr, done.stderr


def answers(basex, package: Path) -> dict:
    """What BaseX answers to the contract, the package installed and its documents stored; the same package is asked once."""
    with zipfile.ZipFile(package) as archive:
        key = tuple((member.filename, member.CRC) for member in archive.infolist())
    if key not in ANSWERED:
        contract = package.with_name("contract.xq")
        contract.write_text(CONTRACT, encoding="utf-8")
        done = basex("-c", f"REPO INSTALL {package}; CREATE DB edition {INSTALLED}/data", str(contract))
        assert done.returncode == 0, done.stderr
        ANSWERED[key] = json.loads(done.stdout)
    return ANSWERED[key]


def test_what_tei_publisher_asks_of_documents_and_registers_is_there(xar, corpus, basex, rewritten):
    found = answers(basex, rewritten(xar))
    two = [file for file in corpus.files if len(type(corpus)([file]).all("//t:body/t:div")) == 2]
    entries = {
        kind: set(corpus.all(f"//t:standOff/*/t:{kind}/@xml:id")) for kind in ("person", "place", "org")
    }
    named = "//*[self::t:persName or self::t:placeName or self::t:orgName or self::t:rs][starts-with(@ref, '#')][not(ancestor::t:standOff)]"
    assert found["documents"] == len(corpus.files)
    assert found["turns"] == corpus.count("//t:text//t:sp")
    assert (found["persons"], found["places"], found["organizations"]) == tuple(
        len(ids) for ids in entries.values()
    )
    assert found["without main or sort name"] == 0
    assert found["keys"] == corpus.count(named) > 0
    assert set(found["keys of nobody"]) == {
        r[1:].split()[0] for r in corpus.all(named + "/@ref")
    } - set().union(*entries.values())
    assert found["source texts"] == found["translations"] == found["parallel pages"] == len(two) > 0
    assert found["pointers to nothing"] == []


def test_the_index_of_the_package_has_a_date_a_genre_and_names_for_every_document(
    xar, corpus, basex, rewritten
):
    found = answers(basex, rewritten(xar))
    assert found["fields"].keys() == {file.stem for file in corpus.files}
    for file in corpus.files:
        one, fields = type(corpus)([file]), found["fields"][file.stem]
        assert fields["date"] in {
            date[:10] for date in one.all("//t:creation/t:date/@when | //t:setting/t:date/@when")
        }
        titles = [" ".join("".join(title.itertext()).split()) for title in one.all("//t:titleStmt/t:title")]
        assert fields["title"] == " - ".join(titles)
        assert fields["language"] == one.all("//t:body/t:div/@xml:lang")[0]
        assert fields["person"] == len(set(one.all("//t:text//t:persName/@ref"))) and fields["place"] == len(
            set(one.all("//t:text//t:placeName/@ref"))
        )
        assert fields["genre"] and fields["category"] != "ZZZ"
    assert found["genres as TEI Publisher's own index reads them"] == sorted(
        {fields["genre"] for fields in found["fields"].values()}
    )


def test_the_installation_makes_the_collections_and_stores_the_index_before_the_documents(
    example, basex, rewritten
):
    folder = installed(basex, rewritten(example))
    (folder / "xmldb.xqm").write_text(XMLDB, encoding="utf-8")
    said = []
    for name in ("pre-install.xql", "post-install.xql"):
        script = folder / name
        head = 'xquery version "3.1";'
        stub = f'{head} import module namespace xmldb = "http://exist-db.org/xquery/xmldb" at "xmldb.xqm";'
        script.write_text(script.read_text(encoding="utf-8").replace(head, stub, 1), encoding="utf-8")
        target = "/db/apps/zapis-edition"
        done = basex(
            "-bhome=/exist", f"-bdir={folder}", f"-btarget={target}", "-s", "item-separator=\n", str(script)
        )
        assert done.returncode == 0, done.stderr
        said += done.stdout.splitlines()
    assert said == [
        "collection /db/system/config/db",
        "collection /db/system/config/db/apps",
        f"collection /db/system/config{target}",
        f"file /db/system/config{target}/collection.xconf",
        "collection /db/apps",
        f"collection {target}",
        f"file {target}/index.xql",
        f"reindex {target}",
    ]


def test_basex_does_not_store_a_document_that_is_not_well_formed(example, basex, rewritten):
    package = rewritten(example, {"data/cable.xml": lambda text: text.replace(b"</body>", b"", 1)})
    done = basex("-c", f"REPO INSTALL {package}; CREATE DB edition {INSTALLED}/data")
    assert done.returncode != 0 and "cable.xml" in done.stderr


def test_basex_refuses_an_index_with_an_error_in_its_syntax(example, basex, rewritten):
    with pytest.raises(AssertionError, match="XPST0003"):
        answers(
            basex,
            rewritten(example, {"index.xql": lambda text: text.replace(b"return switch", b"switch", 1)}),
        )


def test_a_key_without_an_entry_and_a_pointer_to_nothing_are_found(example, basex, rewritten):
    def nobody(text: bytes) -> bytes:
        return text.replace(b'key="stalin"', b'key="nobody"', 1).replace(
            b"persons.xml#stalin", b"persons.xml#nobody", 1
        )

    found = answers(basex, rewritten(example, {"data/conversation.xml": nobody}))
    assert "nobody" in found["keys of nobody"] and found["pointers to nothing"] == [
        "registers/persons.xml#nobody"
    ]
