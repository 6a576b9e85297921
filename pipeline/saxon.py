"""Stylesheet and XML → text: the one module that speaks to SaxonC-HE.

SaxonC has habits that are met here once and nowhere else: it accepts parameters that a stylesheet does
not declare, finds a wrongly typed one only when it is used, keeps the text of `xsl:message` to itself,
writes errors to the process's stderr behind Python's back, and is open to files and the network unless
closed. A stylesheet of somebody else runs sandboxed (no file, no network, no extension function, no
`xsl:evaluate`); only our own, which include `xslt/lib/`, may read files.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import UnreadableInput, UsageError, ZapisError

Parameter = str | int | float | bool

_XSL = "{http://www.w3.org/1999/XSL/Transform}"
_FEATURE = "http://saxon.sf.net/feature/"
_CLOSED = {
    f"{_FEATURE}disableXslEvaluate": "true",
    f"{_FEATURE}parserFeature?uri=http%3A//apache.org/xml/features/disallow-doctype-decl": "true",
}
_log = logging.getLogger(__name__)
_lock = threading.RLock()


class TransformError(ZapisError):
    """A stylesheet that does not compile, an input that is not XML, or a transformation that stopped.

    `message` says what is wrong; `line`, from 1, is that of the stylesheet or input it names, where known.
    """

    exit_code = UnreadableInput.exit_code

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class UnknownName(TransformError):
    """An output or a parameter that does not exist, or a parameter of another type."""

    exit_code = UsageError.exit_code


@dataclass(frozen=True)
class Declaration:
    """A top-level `xsl:param`: its `@as` ("item()*" where absent), and if it must be given."""

    name: str
    type: str
    required: bool


class Stylesheet:
    """A compiled stylesheet, safe to use again and again; made by `compile_stylesheet`."""

    def __init__(
        self, executable: Any, processor: Any, declared: Mapping[str, Declaration], name: str
    ) -> None:
        self._executable = executable
        self._processor = processor
        self.declared = declared
        self.name = name

    def transform(self, xml: bytes | str | Path, params: Mapping[str, Parameter] | None = None) -> str:
        """The principal result, serialised as the stylesheet's `xsl:output` says.

        `xml` is a document as bytes, text or the path of a file. Raises `TransformError` for input that is
        not well-formed, a parameter that is not declared, is missing or has another type, and for whatever
        stops the stylesheet (an error, `xsl:message terminate="yes"`); `OSError` for an unreadable path.
        """
        return self._run(xml, params or {}, capture=False)[0]

    def transform_many(
        self, xml: bytes | str | Path, params: Mapping[str, Parameter] | None = None
    ) -> dict[str, str]:
        """The results of `xsl:result-document` by `@href`, the principal one (if not empty) under "".

        Result documents come as XML, whatever output method they declare: SaxonC hands out nodes.
        Errors as in `transform`. Not for sandboxed stylesheets: they cannot have `xsl:result-document`.
        """
        principal, others = self._run(xml, params or {}, capture=True)
        return ({"": principal} if principal else {}) | others

    def _run(
        self, xml: bytes | str | Path, params: Mapping[str, Parameter], capture: bool
    ) -> tuple[str, dict[str, str]]:
        text = _well_formed(xml)
        values = self._values(params)
        with _lock, _stderr() as noise:
            run = self._executable
            run.clear_parameters()
            run.clear_xsl_messages()
            run.set_save_xsl_message(True)
            run.set_capture_result_documents(capture)
            run.set_base_output_uri(_BASE)
            for name, value in values.items():
                run.set_parameter(name, value)
            try:
                result = run.transform_to_string(xdm_node=self._processor.parse_xml(xml_text=text))
                documents = run.get_result_documents() if capture else {}
                return result or "", {_href(k): str(v) for k, v in sorted(documents.items())}
            except Exception as error:
                raise _stopped(self.name, error, self._messages(), noise()) from None

    def _messages(self) -> list[str]:
        """What `xsl:message` said, which the exception leaves out; empty where nothing was said."""
        found = self._executable.get_xsl_messages()
        return [] if found is None else [item.string_value for item in found]

    def _values(self, params: Mapping[str, Parameter]) -> dict[str, Any]:
        unknown = sorted(params.keys() - self.declared.keys())
        if unknown:
            known = ", ".join(sorted(self.declared)) or "none"
            raise UnknownName(f"{self.name} has no parameter {unknown[0]!r}; it knows: {known}")
        missing = sorted(d.name for d in self.declared.values() if d.required and d.name not in params)
        if missing:
            raise UnknownName(f"{self.name} needs the parameter {missing[0]!r}")
        return {name: self._value(self.declared[name], value) for name, value in params.items()}

    def _value(self, declared: Declaration, value: Parameter) -> Any:
        """The value as the declared atomic type; text, as from a command line, is read as that type."""
        try:
            made = _MAKERS.get(_atomic(declared.type), _any)(self._processor, value)
        except (ValueError, KeyError, ArithmeticError):
            made = None
        if made is None:
            raise UnknownName(
                f"{self.name}: the parameter {declared.name!r} must be {declared.type}, not {value!r}"
            )
        return made


_BASE = "memory:///"


def compile_stylesheet(
    path: Path | None = None, *, text: str | None = None, sandboxed: bool = True
) -> Stylesheet:
    """Compile the stylesheet in the file `path` or in `text` (give one); kept for the life of the process.

    Sandboxed, it can read nothing but its input: no `xsl:include`, `doc()`, `unparsed-text()`, no extension
    function, no `xsl:result-document`. Pass `sandboxed=False` for our own stylesheets only.
    Raises `TransformError` where it is not well-formed or not XSLT, `OSError` where it cannot be read.
    """
    if (path is None) == (text is None):
        raise ValueError("give either a path or a text")
    if path is not None:
        path = path.resolve()
        return _compiled(path, None, path.stat().st_mtime_ns, sandboxed)
    return _compiled(None, text, 0, sandboxed)


@lru_cache(maxsize=128)
def _compiled(path: Path | None, text: str | None, _version: int, sandboxed: bool) -> Stylesheet:
    name = path.name if path else "stylesheet"
    source = path.read_text(encoding="utf-8") if path else str(text)
    declared = declarations(source, path, name, follow=not sandboxed)
    processor, compiler = _processor(sandboxed)
    # a path is read again by Saxon itself: `base_uri` beside a text does not reach xsl:include
    what = {"stylesheet_text": source} if path is None or sandboxed else {"stylesheet_file": str(path)}
    with _lock, _stderr() as noise:
        try:
            executable = compiler.compile_stylesheet(**what)
        except Exception as error:
            raise _stopped(name, error, [], "") from None
        if noise():
            _log.debug("%s: %s", name, noise())
    return Stylesheet(executable, processor, declared, name)


@lru_cache(maxsize=2)
def _processor(sandboxed: bool) -> tuple[Any, Any]:
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)
    settings = _CLOSED | {f"{_FEATURE}allowedProtocols": "" if sandboxed else "file"}
    if sandboxed:  # closes xsl:result-document, too
        settings[f"{_FEATURE}allow-external-functions"] = "false"
    for name, value in settings.items():
        processor.set_configuration_property(name, value)
    return processor, processor.new_xslt30_processor()


def declarations(
    source: str, path: Path | None = None, name: str = "stylesheet", follow: bool = True
) -> dict[str, Declaration]:
    """The parameters of a stylesheet, by name, and with `follow` of those it includes beside `path`."""
    root = parse_xml(source.encode(), name)
    found: dict[str, Declaration] = {}
    for child in root:
        if child.tag == f"{_XSL}param":
            parameter = child.get("name")
            required = child.get("required", "no") in ("yes", "true", "1")
            found[parameter] = Declaration(parameter, child.get("as", "item()*"), required)
        elif child.tag in (f"{_XSL}include", f"{_XSL}import") and follow and path:
            target = (path.parent / child.get("href", "")).resolve()
            if not target.is_file():
                message = f"{name}: there is no file {child.get('href')!r} to include"
                raise TransformError(message, child.sourceline)
            found = declarations(target.read_text(encoding="utf-8"), target, target.name, follow) | found
    return found


def parse_xml(xml: bytes, name: str = "the input") -> Any:
    """Root element (lxml) of a document; no network, no external entity. Raises `TransformError`."""
    from lxml import etree

    options: dict[str, Any] = {
        "resolve_entities": "internal", "no_network": True, "huge_tree": True, "recover": True,
    }  # fmt: skip
    parser = etree.XMLParser(**options)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise TransformError(f"{name} is not well-formed XML: {error.msg}", error.lineno or None) from None
    # An id used twice is a finding of the validator; the document can be read all the same.
    wrong = [e for e in parser.error_log if e.type_name != "DTD_ID_REDEFINED" and e.level_name != "WARNING"]
    if root is None or wrong:
        first = wrong[0] if wrong else None
        said = first.message if first else "no element"
        raise TransformError(f"{name} is not well-formed XML: {said}", first.line if first else None)
    return root


def _well_formed(xml: bytes | str | Path) -> str:
    """The document as text without a DOCTYPE, which Saxon refuses; its own line numbers where it has none."""
    from lxml import etree

    name = xml.name if isinstance(xml, Path) else "the input"
    content = xml.read_bytes() if isinstance(xml, Path) else xml.encode() if isinstance(xml, str) else xml
    if isinstance(xml, str):  # an encoding declared inside no longer holds
        content = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", content)
    root = parse_xml(content, name)
    tree = root.getroottree()
    if tree.docinfo.doctype:
        return str(etree.tostring(root, encoding="unicode", with_tail=False))
    return str(etree.tostring(tree, encoding="unicode"))


def _atomic(type_: str) -> str:
    """Local name of an atomic type in the namespace xs, without occurrence; "" for anything else."""
    found = re.fullmatch(r"xs:(\w+)[?*+]?", type_.strip())
    return found[1] if found and found[1] not in ("anyAtomicType", "untypedAtomic") else ""


def _string(make: Any, value: Parameter) -> Any:
    return make.make_string_value(str(value).lower() if isinstance(value, bool) else str(value))


def _integer(make: Any, value: Parameter) -> Any:
    if isinstance(value, float | bool):
        raise ValueError("not an integer")
    return make.make_integer_value(int(value))


def _boolean(make: Any, value: Parameter) -> Any:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    return make.make_boolean_value(words[str(value).lower()])


def _double(make: Any, value: Parameter) -> Any:
    if isinstance(value, bool):
        raise ValueError("not a number")
    return make.make_double_value(float(value))


def _date(make: Any, value: Parameter) -> Any:
    date.fromisoformat(str(value))  # Saxon's own complaint would name neither parameter nor stylesheet
    return make.make_atomic_value("date", str(value))  # "xs:date" would give None


def _any(make: Any, value: Parameter) -> Any:
    """For a type without a reader of its own: the nearest atomic value, which Saxon then checks."""
    if isinstance(value, str):
        return make.make_string_value(value)
    maker = _boolean if isinstance(value, bool) else _integer if isinstance(value, int) else _double
    return maker(make, value)


_MAKERS: dict[str, Callable[[Any, Parameter], Any]] = {
    "string": _string,
    "integer": _integer,
    "boolean": _boolean,
    "double": _double,
    "decimal": _double,
    "date": _date,
}


def _href(uri: str) -> str:
    return re.sub(r"^memory:/*", "", uri)


def _stopped(name: str, error: Exception, messages: list[str], noise: str) -> TransformError:
    """The error in one line: what the stylesheet itself said, or what Saxon says without its preamble."""
    said = str(error).strip()
    places = re.findall(r"on line (\d+)|at line (\d+)", f"{said}\n{noise}")
    line = next((int(a or b) for a, b in places), None)
    if "terminated by xsl:message" in said and messages:
        said = messages[-1]
    else:
        code = re.search(r"\b(X[A-Z]{3}\d{4}|FO[A-Z]{2}\d{4}|SXXP\d{4})\b", f"{said}\n{noise}")
        said = re.sub(r"^Error[^\n]*\n\s*", "", said)
        if code and code[0] not in said:
            said = f"{code[0]} {said}"
    return TransformError(f"{name}: {' '.join(said.split())}", line)


@contextmanager
def _stderr() -> Iterator[Any]:
    """Hold back what native code writes to file descriptor 2; yields a function that returns it so far.

    Saxon repeats every error there, with the line that its exception lacks.
    """
    with tempfile.TemporaryFile() as held:
        kept = os.dup(2)
        os.dup2(held.fileno(), 2)

        def noise() -> str:
            held.seek(0)
            return held.read().decode("utf-8", "replace").strip()

        try:
            yield noise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
