"""Issue → a sentence for people, and a repair where there is one.

All wording lives in ``wording.toml``, the names people confuse in ``meaning.toml``. A message says what is
wrong, at most eight alternatives, and the right name or value if it can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.relaxng.ids import IdEntry, end_tag, index_ids, index_pointers
from pipeline.relaxng.issue import Issue
from pipeline.relaxng.meaning import gloss, is_element, label, meant, pattern_words
from pipeline.relaxng.nameclass import key
from pipeline.relaxng.repair import (
    Edit,
    Fix,
    entity_character,
    impossible_date,
    repaired_date,
    repaired_language,
    repaired_scalar,
    repaired_value,
    wording,
)
from pipeline.relaxng.vocabulary import near

if TYPE_CHECKING:
    from pipeline.relaxng.schema import Schema

#: The most alternatives a message lists.
ALTERNATIVES = 8
_LONGEST = 60
_THE_SCHEMA = "The schema"

Explained = tuple[str, Fix | None]


def explain(issue: Issue, schema: Schema, content: bytes | None = None) -> Explained:
    """A plain message for an issue, and a fix or None.

    ``content``: the document, if known; then a duplicate id is named by what it stands for, and a renamed
    element gets an edit for its end tag too.
    """
    explainer = _EXPLAINERS.get(issue.kind)
    if explainer is None:
        return issue.message, None
    return explainer(_Case(issue, schema, content))


class _Case:
    """One issue with what is needed to word it."""

    def __init__(self, issue: Issue, schema: Schema, content: bytes | None) -> None:
        self.issue = issue
        self.schema = schema
        self.content = content

    @property
    def home(self) -> str:
        """The namespace the document should be in at this place."""
        return self.issue.namespace

    def say(self, sentence: str, **words: object) -> str:
        """A sentence of the catalogue; the issue's own words are filled in unless given."""
        issue = self.issue
        parent = issue.parent[0] if issue.parent else ""
        known = {
            "element": issue.element, "attribute": issue.attribute, "value": shortened(issue.value),
            "parent": parent, "vocabulary": label(self.home), **words,
        }  # fmt: skip
        return str(wording()["message"][sentence]).format(**known)


def shortened(text: str) -> str:
    """At most sixty characters of a text."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def listed(items: Sequence[str], word: str = "or") -> str:
    """``a, b or c``; beyond eight the rest is counted."""
    words = wording()["word"]
    if len(items) > ALTERNATIVES:
        more = str(words["more"]).format(count=len(items) - ALTERNATIVES)
        return ", ".join(items[:ALTERNATIVES]) + " " + more
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {words[word]} {items[-1]}"


def tags(names: Iterable[str]) -> list[str]:
    """Element names as tags."""
    return [f"`<{name.rpartition('}')[2]}>`" for name in names]


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


# -- elements


def _unknown_element(case: _Case) -> Explained:
    issue = case.issue
    if not issue.cause and issue.namespace and issue.namespace not in case.schema.vocabulary.namespaces:
        return case.say("foreign", value=issue.namespace), None
    # "TEI has no element" would be false of one that a customisation of TEI leaves out
    words = {"vocabulary": _THE_SCHEMA} if is_element(issue.namespace, issue.element) else {}
    if not issue.cause:
        names = relevant(case, issue.expected.names)
        if not names:
            return case.say("unknown", **words), None
        return case.say("unknown-expected", **words, names=listed(tags(names))), None
    if issue.value.casefold() == issue.element.casefold():
        fix = _rename(case, issue.value, certain=True)
        return case.say("unknown-case", **words, near=issue.value), fix
    known = {local for space, local in case.schema.elements if space == issue.namespace}
    options = [one for one in meant(issue.namespace, "element", issue.element) if one in known]
    options = options or [one for one in near(issue.element, sorted(known)) if one != issue.value]
    options = [issue.value, *[one for one in options if one != issue.value]][:3]
    return case.say("unknown-near", **words, names=listed(tags(options))), _rename(case, issue.value, certain=False)


def _rename(case: _Case, name: str, certain: bool) -> Fix:
    """Edits for start and end tag; without the document only the start tag is known."""
    issue = case.issue
    edits = [Edit(issue.line, issue.column, issue.element, name)]
    end = end_tag(case.content, issue.line, issue.column) if case.content is not None else None
    if end is not None:
        edits.append(Edit(*end, issue.element, name))
    return Fix(f"rename <{issue.element}> to <{name}>", tuple(edits), certain and case.content is not None)


def relevant(case: _Case, names: Sequence[str]) -> list[str]:
    """Names in a useful order: those most like the element written, the plain ones, then the rarest first."""
    liked = near(case.issue.element, names)
    plain = [name for name in meant(case.home, "plain", "names") if name in names and name not in liked]
    use = case.schema.parents_count
    known = {*liked, *plain}
    rest = sorted((name for name in names if name not in known), key=lambda name: (use.get(name, 0), name))
    return [*liked, *plain, *rest]


def _not_allowed(case: _Case) -> Explained:
    issue = case.issue
    if issue.parent is None:
        roots = listed(tags(relevant(case, issue.expected.names)))
        return _joined(case.say("misplaced-root"), case.say("could-stand", names=roots)), None
    if issue.cause == "repeated":
        return case.say("repeated", line=issue.related[0][0]), None
    instead = [one for one in meant(issue.namespace, "instead", issue.element) if one in issue.expected.names]
    if issue.cause == "late":
        return _late(case, instead), None
    hints = []
    parents = sorted(case.schema.parents_of(issue.element))
    wrappers = [one for one in relevant(case, issue.expected.names) if one in parents][:3]
    if instead:
        hints.append(case.say("use", names=listed(tags(instead))))
    elif 0 < len(parents) <= ALTERNATIVES:
        hints.append(case.say("belongs", names=listed(tags(parents))))
    elif wrappers:
        hints.append(case.say("wrap", names=listed(tags(wrappers))))
    elif issue.expected.names:
        hints.append(case.say("could-stand", names=listed(tags(relevant(case, issue.expected.names)))))
    elif not issue.expected.text:
        hints.append(case.say("nothing-more"))
    return _joined(case.say("misplaced"), *hints), None


def _late(case: _Case, instead: list[str]) -> str:
    line, _, blocker = case.issue.related[0]
    sentence = "late-content" if case.issue.element in ("head",) else "late"
    first = case.say(sentence, blocker=f"`{blocker}`, line {line}")
    if sentence == "late":
        first = case.say(sentence, blocker=f"`{blocker}` (line {line})")
    return _joined(
        first, case.say("move-up-or", names=listed(tags(instead))) if instead else case.say("move-up")
    )


def _too_early(case: _Case) -> Explained:
    must = [name for name in case.issue.expected.required if name != case.issue.element]
    if must:
        return case.say("early", names=listed(tags(must), "and")), None
    return case.say("early-some", names=listed(tags(relevant(case, case.issue.expected.names)))), None


def _missing_element(case: _Case) -> Explained:
    issue = case.issue
    if issue.expected.required:
        sentence = "empty-required" if issue.cause == "empty" else "incomplete-required"
        return case.say(sentence, names=listed(tags(issue.expected.required), "and")), None
    names = list(issue.expected.completing or issue.expected.names)
    if not names:
        return case.say("incomplete-text"), None
    if len(names) > ALTERNATIVES:
        names = relevant(case, names)
    else:
        # the plain child first, the list within a list last
        folded = issue.element.casefold()
        names.sort(key=lambda name: (name == issue.element, name.casefold() not in folded, name))
    shown = listed(tags(names))
    return case.say("empty" if issue.cause == "empty" else "incomplete", names=shown), None


# -- namespaces


def _no_namespace(case: _Case) -> Explained:
    issue = case.issue
    first = case.say("no-namespace" if issue.parent else "no-namespace-root")
    fix = Fix(f'add xmlns="{issue.value}"', (_declaration(issue),), certain=issue.parent is None)
    return _joined(first, case.say("no-namespace-fix", near=issue.value)), fix


def _declaration(issue: Issue) -> Edit:
    old = f"<{issue.element}"
    return Edit(issue.line, issue.column, old, f'{old} xmlns="{issue.value}"')


def _wrong_namespace(case: _Case) -> Explained:
    issue = case.issue
    message = case.say(
        "wrong-namespace",
        value=issue.namespace,
        near=issue.value,
        letters=_letters(issue.namespace, issue.value),
        vocabulary=label(issue.value),
    )
    edit = Edit(issue.line, issue.column, issue.namespace, issue.value)
    slight = bool(near(issue.namespace, [issue.value]))
    return message, Fix(f'use the namespace "{issue.value}"', (edit,) if slight else (), certain=False)


def _letters(wrong: str, right: str) -> str:
    """Where two addresses of one length differ in a single character, which that is."""
    differing = [(one, other) for one, other in zip(wrong, right) if one != other]
    if len(wrong) != len(right) or len(differing) != 1:
        return ""
    one, other = differing[0]
    if one.isalpha() and not other.isalpha():
        return f" (letter {one})"
    if one.isdigit() and not other.isdigit():
        return f" (digit {one})"
    return f" ({one} for {other})"


# -- attributes


def _stray_attribute(case: _Case) -> Explained:
    issue = case.issue
    names = issue.expected.names
    options = [one for one in meant(issue.namespace, "attribute", issue.attribute) if one in names]
    folded = issue.attribute.casefold()
    if len(folded) > 3:
        options += [one for one in names if folded in one.casefold()]
    options += near(issue.attribute, names)
    options = list(dict.fromkeys(options))[:3]
    if options:
        shown = [f"`@{one}`" + _brief(issue, one) for one in options]
        case_only = options[0].casefold() == folded
        edit = Edit(issue.line, issue.column, issue.attribute, options[0])
        fix = Fix(f"rename @{issue.attribute} to @{options[0]}", (edit,), certain=case_only)
        return case.say("no-attribute-near", names=listed(shown)), fix
    own = [name for name in names if name not in case.schema.common_attributes]
    if own:
        return case.say("no-attribute-list", names=listed([f"`@{one}`" for one in own], "and")), None
    return case.say("no-attribute"), None


def _brief(issue: Issue, attribute: str) -> str:
    words = gloss(issue.namespace, issue.element, attribute)
    return f" ({words})" if words else ""


def _missing_attribute(case: _Case) -> Explained:
    issue = case.issue
    must = issue.expected.required
    if not must:
        names = [f"`@{one}`" for one in issue.expected.names if one not in case.schema.common_attributes]
        return case.say("missing-attribute-choice", names=listed(names)), None
    if len(must) > 1:
        return case.say("missing-attributes", names=listed([f"`@{one}`" for one in must], "and")), None
    words = gloss(issue.namespace, issue.element, must[0])
    if not words:
        words = _sentence(case.schema.note_of(_braced(issue), must[0]))
    return case.say("missing-attribute", attribute=must[0], gloss=f" ({words})" if words else ""), None


def _braced(issue: Issue) -> str:
    return f"{{{issue.namespace}}}{issue.element}"


def _sentence(note: str) -> str:
    """The first sentence of a documentation, without the gloss in parentheses and the final point."""
    if note.startswith("(") and ") " in note:
        note = note.split(") ", 1)[1]
    return note.split(". ")[0].rstrip(".")[:100]


def _bad_value(case: _Case) -> Explained:
    issue = case.issue
    described = issue.expected.datatypes
    if any(one.startswith("a date: ") for one in described):
        return _bad_date(case)
    if any("language code" in one for one in described):
        return _bad_language(case)
    if described == (_NAME,):
        return case.say("bad-name", what="an id" if issue.attribute == "xml:id" else "a name", why=_not_a_name(issue.value)), None
    values = [one for one in issue.expected.values if one]
    repaired = repaired_value(issue.value, values) or repaired_scalar(issue.value, described)
    fix = _value_fix(issue, *repaired) if repaired else None
    if values and not described:
        if repaired and len(values) > ALTERNATIVES:
            return case.say("bad-value-near", near=repaired[0]), fix
        shown = [_glossed(case, value) for value in sorted(values)]
        return case.say(
            "bad-value-list", names=listed(shown, "and") if len(shown) > 8 else ", ".join(shown)
        ), fix
    if repaired:
        return case.say("bad-value-near", near=repaired[0]), fix
    kinds = _kinds(described) + [f'"{value}"' for value in values]
    return (case.say("bad-value", names=listed(kinds)) if kinds else case.say("bad-value-plain")), None


_NAME = "an XML name without colon"


def _not_a_name(value: str) -> str:
    """What keeps a value from being a name without colon."""
    plain = value.strip()
    if not plain:
        return "must not be empty"
    wrong = ["has no spaces"] if len(plain.split()) > 1 else []
    if plain[0].isdigit():
        wrong.append("must not begin with a digit")
    elif plain[0] in "-.":
        wrong.append(f"must not begin with `{plain[0]}`")
    others = [c for c in plain if not (c.isalnum() or c.isspace() or c in "-._")]
    wrong += [f"has no `{c}`" for c in dict.fromkeys(others)][:3]
    return listed(wrong, "and") if wrong else "must be " + _NAME


def _value_fix(issue: Issue, new: str, certain: bool) -> Fix:
    place = Edit(issue.line, issue.column, issue.value, new)
    name = f"@{issue.attribute}" if issue.attribute else f"<{issue.element}>"
    return Fix(f'write {name} as "{new}"', (place,), certain)


def _kinds(descriptions: Sequence[str]) -> list[str]:
    found = []
    for one in descriptions:
        expression = one.removeprefix("a string matching ")
        found.append(pattern_words(expression) or one)
    return list(dict.fromkeys(found))


def _glossed(case: _Case, value: str) -> str:
    """A value with the short word for it that the schema's documentation puts first, in parentheses."""
    issue = case.issue
    owner = key(issue.namespace, issue.element)
    note = case.schema.vocabulary.note(owner, case.schema.attribute_key(issue.attribute), value)
    if note.startswith("(") and ")" in note:
        return f"{value} ({note[1 : note.index(')')]})"
    return value


def _bad_date(case: _Case) -> Explained:
    repaired = repaired_date(case.issue.value)
    why = impossible_date(case.issue.value)
    if why:
        return case.say("impossible-date", why=why), None
    if repaired is None:
        return _joined(case.say("bad-date"), case.say("bad-date-form")), None
    message = _joined(case.say("bad-date"), case.say("bad-date-fix", near=repaired[0]))
    return message, _value_fix(case.issue, *repaired)


def _bad_language(case: _Case) -> Explained:
    repaired = repaired_language(case.issue.value)
    if repaired is None:
        return _joined(case.say("bad-language"), case.say("bad-language-form")), None
    code, name = repaired
    message = _joined(case.say("bad-language"), case.say("bad-language-fix", near=code, language=name))
    return message, _value_fix(case.issue, code, False)


# -- text


def _bad_text(case: _Case) -> Explained:
    issue = case.issue
    kinds = _kinds(issue.expected.datatypes) + [f'"{value}"' for value in issue.expected.values if value]
    if not issue.value:
        return case.say("bad-text-empty", names=listed(kinds)), None
    repaired = repaired_value(issue.value, issue.expected.values)
    fix = _value_fix(issue, *repaired) if repaired else None
    return case.say("bad-text", names=listed(kinds)), fix


def _stray_text(case: _Case) -> Explained:
    issue = case.issue
    parent = {"parent": issue.element}
    first = case.say("text", **parent)
    names = issue.expected.names
    wrappers = [one for one in meant(issue.namespace, "wrap", "text") if one in names][:2]
    if "p" in wrappers:
        wrappers = ["p"]
    if not wrappers:
        wrappers = [one for one in names if case.schema.takes_text(one)][:4]
    if wrappers:
        return _joined(first, case.say("text-wrap", names=listed(tags(wrappers)))), None
    if names:
        return _joined(first, case.say("text-element", names=listed(tags(names)))), None
    return first, None


# -- identity


def _duplicate_id(case: _Case) -> Explained:
    issue = case.issue
    words: dict[str, object] = {"line": issue.related[0][0], "first": "", "second": ""}
    if case.content is None:
        return case.say("duplicate", **words), None
    entries = index_ids(case.content).get(issue.value, [])
    if len(entries) > 1:
        again = [one for one in entries if one.line <= issue.line]
        words["first"], words["second"] = _named(entries[0]), _named(again[-1])
    pointers = index_pointers(case.content).get(issue.value, [])
    if not pointers:
        return case.say("duplicate", **words), None
    one = str(wording()["message"]["pointer-one"]).format(name=pointers[0][0])
    more = str(wording()["message"]["pointer-more"]).format(count=len(pointers))
    return case.say("duplicate-pointers", **words, pointers=one if len(pointers) == 1 else more), None


def _named(entry: IdEntry) -> str:
    text = f" {entry.label}" if entry.label else ""
    return f" (`<{entry.element}>`{text})"


def _dangling(case: _Case) -> Explained:
    issue = case.issue
    known = index_ids(case.content) if case.content is not None else {}
    options = near(issue.value, sorted(known))
    if options:
        return case.say("dangling-near", near=options[0]), _value_fix(issue, options[0], False)
    return case.say("dangling"), None


# -- malformed


def _malformed(case: _Case) -> Explained:
    issue = case.issue
    if issue.cause == "unclosed":
        line = issue.related[0][0]
        if issue.value.startswith("</"):
            return case.say("unclosed", line=line), None
        return case.say("unclosed-end"), None
    if issue.cause == "stray-end":
        same = issue.value.casefold() == issue.element.casefold()
        sentence = "stray-end-case" if same else "stray-end-near" if near(issue.element, [issue.value]) else "stray-end"
        message = case.say(sentence, line=issue.related[0][0])
        edit = Edit(issue.line, issue.column, issue.value, issue.element)
        return message, Fix(f"write </{issue.element}>", (edit,), certain=same) if same else None
    if issue.cause == "differing-tags":
        same = issue.value.casefold() == issue.element.casefold()
        return case.say("differing-tags-case" if same else "differing-tags", line=issue.related[0][0]), None
    if issue.cause == "entity":
        return _entity(case, "entity")
    if issue.cause in wording()["token"]:
        return str(wording()["token"][issue.cause]).format(value=issue.value), None
    for reason, message in wording()["malformed"].items():
        if issue.message.endswith(reason):
            return str(message), None
    return issue.message, None


def _entity(case: _Case, sentence: str) -> Explained:
    issue = case.issue
    character = entity_character(issue.value)
    if not character:
        return case.say(sentence), None
    code = " ".join(f"U+{ord(one):04X}" for one in character)
    message = case.say(f"{sentence}-html", code=code, number=ord(character[0]))
    edit = Edit(issue.line, issue.column, f"&{issue.value};", character)
    return message, Fix(f"write the character {code}", (edit,), certain=True)


def _forbidden(case: _Case) -> Explained:
    return _entity(case, "entity-outside") if case.issue.value else (case.issue.message, None)


_EXPLAINERS: dict[str, Callable[[_Case], Explained]] = {
    "unknown-element": _unknown_element,
    "element-not-allowed": _not_allowed,
    "element-too-early": _too_early,
    "missing-element": _missing_element,
    "no-namespace": _no_namespace,
    "wrong-namespace": _wrong_namespace,
    "unknown-attribute": _stray_attribute,
    "attribute-not-allowed": _stray_attribute,
    "missing-attribute": _missing_attribute,
    "bad-attribute-value": _bad_value,
    "bad-text-value": _bad_text,
    "text-not-allowed": _stray_text,
    "duplicate-id": _duplicate_id,
    "bad-id": lambda case: (case.say("bad-id"), None),
    "dangling-idref": _dangling,
    "malformed": _malformed,
    "forbidden-dtd": _forbidden,
}
