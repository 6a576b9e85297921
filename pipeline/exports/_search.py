"""Blocks of text → a search index for static pages, made by Pagefind: one bundle per language.

A page is indexed in one language only, so the records are not pages but blocks (a paragraph, a turn), each
with the stemmer of its own language and the address of its anchor.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.errors import MissingPart
from pipeline.exports import Facts, Files


def bundles(found: Sequence[Facts]) -> Files:
    """`pagefind/<language>/…` for each language of the texts. Raises `MissingPart` without the package
    pagefind.
    """
    try:
        index = import_module("pagefind.index")
    except ImportError:
        raise MissingPart(
            "search needs Pagefind: pip install 'pagefind[extended]', or set search = no"
        ) from None
    records = list(_records(found))
    for language in sorted({record["language"] for record in records}):
        chosen = [record for record in records if record["language"] == language]
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_write(index, chosen, language, folder))
            for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
                yield f"pagefind/{language}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _records(found: Sequence[Facts]) -> Iterator[dict[str, Any]]:
    for one in found:
        document = one["document"]
        names = {entity["id"]: entity["name"] for entity in one["entities"]}
        for block in one["blocks"]:
            filters = {
                "document": [document["title"]],
                "language": [block["lang"]],
                "speaker": [names.get(who, who) for who in block["who"]],
                "year": [document["date"][:4]] if "date" in document else [],
            }
            yield {
                "url": f"{document['id']}.html#{block['id']}",
                "content": block["text"],
                "language": block["lang"].split("-")[0],
                "meta": {"title": document["title"], "date": document.get("date", ""), "lang": block["lang"]},
                "filters": {key: value for key, value in filters.items() if value},
            }


async def _write(index: Any, records: Sequence[dict[str, Any]], language: str, folder: str) -> None:
    config = index.IndexConfig(force_language=language, output_path=folder)
    async with index.PagefindIndex(config=config) as bundle:
        for record in records:
            await bundle.add_custom_record(**record)
