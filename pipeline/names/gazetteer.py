"""Countries and capitals that a language knows by itself, for documents about places the authority lacks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pipeline.authority.matcher import Matcher
from pipeline.model import Entity
from pipeline.names.language import language

#: Certainty of an entry: the name is a place for certain, but nobody has looked at the entry.
CERT = 0.9
LANGUAGES = ("en", "ru")


@cache
def places() -> dict[str, Entity]:
    """Places by id, with their forms in every language that lists them."""
    forms: dict[str, list[tuple[str, str]]] = {}
    for lang in LANGUAGES:
        for id, names in language(lang).tables.get("places", {}).items():
            forms.setdefault(id, []).extend((name, lang) for name in names)
    return {
        id: Entity(id, "place", named[0][0], tuple(named), cert=CERT, evidence=("countries and capitals",))
        for id, named in forms.items()
    }


@cache
def matcher(lang: str) -> Matcher:
    """What finds the places in a text of a language; Russian ones in all cases."""
    rows: list[tuple[str, str, frozenset[str]]] = []
    for id, entity in places().items():
        for form, form_lang in entity.forms:
            if form_lang == lang:
                short = form.isupper() or "." in form
                flags = frozenset({"abbreviation"} if short else {"variant"})
                rows += [(f, id, flags) for f in _cases(form, lang, short)]
    return Matcher.of(rows)


def _cases(form: str, lang: str, short: bool) -> Iterable[str]:
    if lang != "ru" or short:
        return (form,)
    from pipeline.authority.inflection import phrase_forms

    return phrase_forms(form)
