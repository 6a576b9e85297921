"""Networks and places."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess

import pytest


@pytest.mark.parametrize("kind", ["gexf", "graphml"])
def test_networkx_finds_the_persons_and_edges_of_the_table(exported, corpus, kind):
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    folder = exported("network", corpus)
    rows = list(csv.DictReader((folder / "edges.csv").read_text(encoding="utf-8").splitlines()))
    if kind == "gexf":
        graph = networkx.read_gexf(folder / "network.gexf", version="1.2draft")
    else:
        graph = networkx.read_graphml(folder / "network.graphml", force_multigraph=True)
    assert set(graph) == {row[end] for row in rows for end in ("Source", "Target")}
    edges = graph.edges(data=True)
    assert sum(int(data["weight"]) for *_, data in edges) >= sum(int(row["Weight"]) for row in rows) > 0


def test_networkx_refuses_an_edge_to_nobody_or_a_broken_file(exported, examples):
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    file = exported("network", examples) / "network.graphml"
    file.write_bytes(file.read_bytes().replace(b"</node>", b"", 1))
    with pytest.raises(Exception, match="mismatched"):
        networkx.read_graphml(file)


def test_edges_of_the_example_are_those_of_the_conversation(exported, examples):
    rows = list(
        csv.reader((exported("network", examples) / "edges.csv").read_text(encoding="utf-8").splitlines())
    )
    assert ["stalin", "zhou", "present with", "Undirected", "1"] in rows
    assert ["zhou", "mao", "mentioned", "Directed", "1"] in rows
    assert ["stalin", "zhou", "spoke to", "Directed", "1"] in rows
    assert all(int(row[4]) > 0 for row in rows[1:])


def test_places_are_geojson_with_names_and_a_time_and_nothing_guessed(exported, seeds):
    found = json.loads((exported("places", seeds) / "places.jsonld").read_bytes())
    named = set(seeds.all("//t:text//t:placeName/@ref"))
    entries = set(seeds.all("//t:standOff/t:listPlace/t:place/@xml:id"))
    assert {f["@id"].rsplit(":", 1)[1] for f in found["features"]} == {n[1:] for n in named} & entries
    for feature in found["features"]:
        assert feature["names"] and feature["when"]["timespans"] and "ccodes" not in feature["properties"]
        geometry = feature["geometry"]
        assert geometry is None or (
            abs(geometry["coordinates"][0]) <= 180 and abs(geometry["coordinates"][1]) <= 90
        )


def test_the_table_of_places_has_a_row_for_each_feature(exported, seeds):
    folder = exported("places", seeds)
    rows = list(
        csv.DictReader((folder / "places.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t")
    )
    assert len(rows) == len(json.loads((folder / "places.jsonld").read_bytes())["features"])


def test_the_reader_of_gephi_lite_counts_the_same_persons_and_edges(exported, corpus):
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    file = exported("network", corpus) / "network.gexf"
    script = (
        "const gexf = require('graphology-gexf'), {MultiDirectedGraph} = require('graphology');"
        "const text = require('fs').readFileSync(process.argv[1], 'utf8');"
        "const graph = gexf.parse(MultiDirectedGraph, text, {allowUndeclaredAttributes: true});"
        "console.log(graph.order, graph.size)"
    )
    done = subprocess.run(["node", "-e", script, str(file)], capture_output=True, text=True, check=False)
    if "Cannot find module" in done.stderr:
        pytest.skip("the npm package graphology-gexf is not installed")
    text = file.read_text(encoding="utf-8")
    assert done.stdout.split() == [str(text.count("<node ")), str(text.count("<edge "))], done.stderr


def test_the_geojson_library_reads_the_places_and_refuses_broken_ones(exported, seeds):
    geojson = pytest.importorskip("geojson", reason="geojson is not installed")
    text = (exported("places", seeds) / "places.jsonld").read_text(encoding="utf-8")
    found = geojson.loads(text)
    assert found.is_valid, found.errors()
    placed = [f for f in found["features"] if f["geometry"]]
    assert placed
    west, south, east, north = -180, -90, 180, 90
    for feature in placed:
        longitude, latitude = feature["geometry"]["coordinates"][:2]
        assert west <= longitude <= east
        assert south <= latitude <= north
    broken = json.loads(text)
    next(f for f in broken["features"] if f["geometry"])["geometry"]["coordinates"] = [[1, 2], [3]]
    assert not geojson.loads(json.dumps(broken)).is_valid
