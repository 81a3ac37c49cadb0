"""Plain SHACL of one RDF file against another."""

from __future__ import annotations

import re
from pathlib import Path

from ..graph.errors import SourceError
from ..graph.terms import RdfFormat, parse
from .checking import check_graph
from .columns import Columns
from .report import Report
from .shapes_graph import ShapesGraph


def check_files(data_path: Path, shapes_path: Path) -> Report:
    """Return the report of an RDF file against a file of shapes.

    Raises:
        SourceError: a file is missing, or its syntax is wrong; or the shapes make no sense.

    Source: SHACL, sections 3 to 6.
    """
    shapes = ShapesGraph(read_columns(shapes_path))
    return check_graph(read_columns(data_path), shapes, name=shapes_path.name)


def read_columns(path: Path) -> Columns:
    """Return the statements of an RDF file, whose syntax its name tells.

    Raises:
        SourceError: the file is missing, its name tells no syntax, or its syntax is wrong.
    """
    format = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if format is None:
        raise SourceError(
            f"the ending {path.suffix!r} is of no RDF syntax",
            source=path.name,
            remedy="name the file .ttl, .nt, .trig, .nq, .rdf or .jsonld",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"the file cannot be read ({error.strerror})",
            source=str(path),
            remedy="look at the spelling of the path",
        ) from error
    if format == RdfFormat.RDF_XML and re.search(rb"<!ENTITY", data):
        raise SourceError(
            "the document declares an entity, which is not accepted",
            source=path.name,
            line=data[: data.index(b"<!ENTITY")].count(b"\n") + 1,
            remedy="write the text in place of the entity and remove the declaration",
        )
    absolute = format in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
    base_iri = None if absolute else path.absolute().as_uri()
    try:
        quads = parse(input=data, format=format, base_iri=base_iri)
        return Columns.of(quads) if format.supports_datasets else Columns.of_default_graph(quads)
    except SyntaxError as error:
        raise SourceError(
            f"it is not {format.name} ({error.msg or error})",
            source=path.name,
            line=error.lineno,
            column=error.offset,
            remedy="mend the syntax there; the fault may be just before it",
        ) from error
