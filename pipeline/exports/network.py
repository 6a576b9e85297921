"""Networks of persons for Gephi and its kin: GEXF 1.3 and GraphML, with an edge table beside.

Three kinds of edges between persons, told apart by the attribute `relation`: `spoke to` (by turns whose
addressee the TEI names), `present with` (by documents) and `mentioned` (by mentions inside somebody's turns).
Weights count. `present with` has no direction; GEXF and GraphML carry it from the first id to the second all
the same, because most readers refuse a graph that is directed in part. The edge table says which is which.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from pipeline.exports import BOM, Facts, Files, Options, collection, entities, table

DROPS = """the texts; places and organisations; persons without any tie; in which document a tie is and when;
identifiers but Wikidata's; who spoke to whom where the TEI names no addressee. A turn in two languages counts once:
only the first division of a document is counted."""
NEEDS = "persons"
OPTIONS = {"bom": BOM}

Edges = Counter[tuple[str, str, str]]
_NODE_COLUMNS = {"turns": "integer", "wikidata": "string"}
_GEXF = "http://gexf.net/1.3"
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"


def export(files: Sequence[Path], options: Options) -> Files:
    """`network.gexf`, `network.graphml`, `edges.csv`."""
    found = collection(files)
    edges = edges_of(found)
    inside = {person for source, target, _ in edges for person in (source, target)}
    nodes = {key: entity for key, entity in entities(found).items() if key in inside}
    counted = turns_of(found)
    yield "network.gexf", _gexf(nodes, edges, counted)
    yield "network.graphml", _graphml(nodes, edges, counted)
    yield "edges.csv", table(_csv(edges), options)


def edges_of(found: Sequence[Facts]) -> Edges:
    """(source, target, kind) → weight, at least 1; `present with` has its two persons in order of their
    ids.
    """
    edges: Edges = Counter()
    for one in found:
        persons = {entity["id"] for entity in one["entities"] if entity["kind"] == "person"}
        turns = _first_division(one)
        who = {turn["id"]: turn["who"] for turn in turns}
        for turn in turns:
            edges.update(
                (s, t, "spoke to") for s in turn["who"] for t in turn["to"] if s != t and {s, t} <= persons
            )
        present = {p["ref"] for p in one["document"]["participants"] if p.get("ref") in persons}
        edges.update((a, b, "present with") for a, b in combinations(sorted(present), 2))
        for mention in one["mentions"]:
            if mention["kind"] == "person" and not mention["label"]:
                for speaker in who.get(mention.get("turn"), ()):
                    if speaker != mention["ref"] and {speaker, mention["ref"]} <= persons:
                        edges[speaker, mention["ref"], "mentioned"] += 1
    return edges


def turns_of(found: Sequence[Facts]) -> Counter[str]:
    """Person → number of turns."""
    return Counter(who for one in found for turn in _first_division(one) for who in turn["who"])


def _first_division(one: Facts) -> list[dict[str, Any]]:
    turns = one["turns"]
    return [turn for turn in turns if turn["division"] == turns[0]["division"]]


def _gexf(nodes: dict[str, Any], edges: Edges, turns: Counter[str]) -> bytes:
    from lxml import etree
    from lxml.builder import ElementMaker

    make = ElementMaker(namespace=_GEXF, nsmap={None: _GEXF})
    of_nodes = [make.attribute(id=name, title=name, type=type_) for name, type_ in _NODE_COLUMNS.items()]
    of_edges = make.attribute(id="relation", title="relation", type="string")
    graph = make.graph(
        make.attributes(*of_nodes, {"class": "node"}),
        make.attributes(of_edges, {"class": "edge"}),
        defaultedgetype="directed",
        mode="static",
    )
    graph.append(make.nodes())
    for key, entity in nodes.items():
        values = [
            make.attvalue({"for": name, "value": value}) for name, value in _facts(entity, turns) if value
        ]
        graph[-1].append(make.node(make.attvalues(*values), id=key, label=entity["name"]))
    graph.append(make.edges())
    for n, ((source, target, kind), weight) in enumerate(sorted(edges.items())):
        edge = make.edge(make.attvalues(make.attvalue({"for": "relation", "value": kind})), id=str(n))
        edge.attrib.update({"source": source, "target": target, "weight": str(weight), "kind": kind})
        graph[-1].append(edge)
    return _serialised(etree, make.gexf(graph, version="1.3"))


def _graphml(nodes: dict[str, Any], edges: Edges, turns: Counter[str]) -> bytes:
    from lxml import etree
    from lxml.builder import ElementMaker

    make = ElementMaker(namespace=_GRAPHML, nsmap={None: _GRAPHML})
    keys = [("label", "node", "string"), ("turns", "node", "int"), ("wikidata", "node", "string"),
            ("relation", "edge", "string"), ("weight", "edge", "int")]  # fmt: skip
    root = make.graphml(*(
        make.key({"id": name, "for": of, "attr.name": name, "attr.type": type_}) for name, of, type_ in keys
    ))  # fmt: skip
    graph = make.graph(edgedefault="directed")
    for key, entity in nodes.items():
        found = [("label", entity["name"]), *_facts(entity, turns)]
        graph.append(make.node(*(make.data(value, key=name) for name, value in found if value), id=key))
    for n, ((source, target, kind), weight) in enumerate(sorted(edges.items())):
        edge = make.edge(
            make.data(kind, key="relation"), make.data(str(weight), key="weight"),
            id=f"e{n}", source=source, target=target,
        )  # fmt: skip
        graph.append(edge)
    root.append(graph)
    return _serialised(etree, root)


def _facts(entity: dict[str, Any], turns: Counter[str]) -> list[tuple[str, str]]:
    wikidata = next((i["value"] for i in entity["identifiers"] if i["type"] == "wikidata"), "")
    return [("turns", str(turns[entity["id"]])), ("wikidata", wikidata)]


def _serialised(etree: Any, root: Any) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def _csv(edges: Edges) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("Source", "Target", "Relation", "Type", "Weight"))
    for (source, target, kind), weight in sorted(edges.items()):
        writer.writerow(
            (source, target, kind, "Undirected" if kind == "present with" else "Directed", weight)
        )
    return out.getvalue()
