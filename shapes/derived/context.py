"""The JSON-LD context of a data standard: a row as JSON with it is the record as linked data.

Source: JSON-LD 1.1, sections 3.2, 4.2.3 (type coercion) and 4.1.8 (scoped contexts).
"""

from __future__ import annotations

from typing import Any

from ...graph.namespaces import XSD
from ...graph.terms import Literal
from ..standard import Column, Standard

Json = dict[str, Any]


def context(standard: Standard) -> Json:
    """Return the JSON-LD context of a row whose keys are the standard's headings.

    A row becomes the statements that a load makes of it, as far as its values are written as RDF
    writes them: dates as ``2026-03-31``, numbers and booleans as texts without signs, terms of
    lists by their names, other things by their addresses. ``@type`` may be the record's class by
    its name.
    """
    terms: Json = {"@version": 1.1}
    local = standard.record_class.value.replace("#", "/").rpartition("/")[2]
    terms[local] = standard.record_class.value
    # a column of the class's own name is the one that matters
    terms |= {column.name: _term(column) for column in standard.columns.values()}
    return {"@context": terms}


def _term(column: Column) -> Json | str:
    found: Json = {"@id": column.path.value}
    if column.codes and not isinstance(column.codes[0].term, Literal):
        found |= {"@type": "@vocab", "@context": _names(column)}
    elif column.is_iri:
        found["@type"] = "@id"
    elif len(column.datatypes) == 1 and column.datatypes[0] != XSD.string.value:
        found["@type"] = column.datatypes[0]
    return found if len(found) > 1 else column.path.value


def _names(column: Column) -> Json:
    """Return the names of a column's codes as terms.

    A name with a colon or a slash cannot be one, because it reads as an address; its code can.
    """
    found: Json = {}
    for code in column.codes:
        for name in code.names:
            if name and not set(name) & {":", "/"} and not name.startswith("@"):
                found.setdefault(name, str(code.term).strip("<>"))
    if column.name in found:
        # within its own column a name that is the heading still has to be read as a name
        found[column.name] = {"@id": found[column.name], "@type": "@vocab"}
    return found
