"""Running: what each kind of test asks of the service, and when it passes.

Source: https://w3c.github.io/rdf-tests/, "README", section "Test types".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from rdflib import Graph
from rdflib.compare import isomorphic

from .manifest import Dataset, Request, SuiteTest
from .results import GRAPH_FORMATS, ROW_FORMATS, are_equal, read_csv, read_expected, read_rows
from .site import Site

ACCEPTS = {
    "xml": "application/sparql-results+xml",
    "json": "application/sparql-results+json",
    "tsv": "text/tab-separated-values",
}
TURTLE = "text/turtle"


def run(test: SuiteTest, site: Site) -> str:
    """Return what is wrong with the service by a test; an empty text if nothing is."""
    runner = RUNNERS.get(test.kind)
    return runner(test, site) if runner else f"tests of kind {test.kind} are not known"


def _text(test: SuiteTest) -> str:
    assert test.text is not None
    return test.text.read_text(encoding="utf-8")


def _based(test: SuiteTest) -> str:
    """Return the text of a query or update, relative addresses in it being those of its folder."""
    assert test.text is not None
    return f"BASE <{test.text.as_uri()}>\n{_text(test)}"


def _data(test: SuiteTest) -> Dataset:
    """Return what the store is to hold; FROM names the files of the default graph as graphs."""
    if re.search(r"\bFROM\b", _text(test)) is None:
        return test.data
    files = {path.as_uri(): path for path in test.data.default}
    return Dataset(test.data.default, files | test.data.named)


def _query(test: SuiteTest, site: Site) -> str:
    assert test.result is not None
    site.hold(_data(test))
    expected = read_expected(test.result)
    if isinstance(expected, Graph):
        answer = site.query(_based(test), TURTLE)
        found = Graph().parse(data=answer.content, format="turtle") if answer.ok else None
    else:
        form = ROW_FORMATS.get(test.result.suffix, "json")
        form = "json" if isinstance(expected, bool) and form == "tsv" else form
        answer = site.query(_based(test), ACCEPTS[form])
        found = read_rows(answer.content, form) if answer.ok else None
    if found is None:
        return f"{answer.status_code}: {answer.text}"
    is_ordered = test.result.suffix not in GRAPH_FORMATS and "ORDER BY" in _text(test).upper()
    return "" if are_equal(found, expected, is_ordered=is_ordered) else answer.text


def _csv(test: SuiteTest, site: Site) -> str:
    assert test.result is not None
    site.hold(test.data)
    answer = site.query(_based(test), "text/csv")
    found = read_csv(answer.text)
    expected = read_csv(test.result.read_bytes().decode())
    # labels of blank nodes are the service's own
    return "" if _unlabelled(found) == _unlabelled(expected) else answer.text


def _unlabelled(rows: list[list[str]]) -> list[list[str]]:
    return [rows[0], *sorted(["_:" if c.startswith("_:") else c for c in r] for r in rows[1:])]


def _update(test: SuiteTest, site: Site) -> str:
    site.hold(test.data)
    answer = site.update(_based(test))
    if not answer.ok:
        return f"{answer.status_code}: {answer.text}"
    wanted = {"default": list(test.after.default)}
    wanted |= {f"graph={quote(n, safe='')}": [path] for n, path in test.after.named.items()}
    for parameter, paths in wanted.items():
        expected = Graph()
        for path in paths:
            expected.parse(path, format=GRAPH_FORMATS[path.suffix], publicID=path.as_uri())
        found = site.graph(parameter)
        if not isomorphic(Graph().parse(data=found, format="nt"), expected):
            return f"{parameter}: {found.decode()}"
    others = site.graph_names() - set(test.after.named)
    return f"there are also {others}" if others else ""


def _accepts(send: Callable[[Site, str], int], is_right: bool) -> Callable[[SuiteTest, Site], str]:
    """Return what runs a test of syntax.

    Only text that is not SPARQL is answered with 400; what is, and asks for what is not allowed (to
    fetch something) or not so (that there is a graph), with 403 or 409.
    """

    def check(test: SuiteTest, site: Site) -> str:
        status = send(site, _based(test))
        right = 200 <= status < 300 or status in (403, 409) if is_right else status == 400
        return "" if right else f"the answer is {status}"

    return check


def _send_query(site: Site, text: str) -> int:
    return site.query(text, "*/*").status_code


def _send_update(site: Site, text: str) -> int:
    site.update("DROP ALL").raise_for_status()
    return site.update(text).status_code


def _protocol(test: SuiteTest, site: Site) -> str:
    site.hold(test.data)
    for request in test.requests:
        parts = urlsplit(request.path)
        is_update = "update" in request.headers.get("content-type", "") or any(
            text.startswith("update=") for text in (request.body, parts.query)
        )
        path = "/sparql/update" if is_update else "/sparql"
        fault = _exchange(site, request, f"{path}?{parts.query}" if parts.query else path)
        if fault:
            return fault
    return ""


def _exchange(site: Site, request: Request, path: str) -> str:
    headers = {n: v for n, v in request.headers.items() if n not in ("host", "location")}
    answer = site.send(request.method, path, request.body.encode(request.encoding), headers)
    if not any(str(answer.status_code).startswith(status) for status in request.statuses):
        return f"{request.method} {path}: {answer.status_code}, not {request.statuses}"
    if request.boolean is not None:
        form = "xml" if "xml" in answer.headers["Content-Type"] else "json"
        if read_rows(answer.content, form) != request.boolean:
            return f"{request.method} {path}: {answer.text}"
    return ""


RUNNERS: dict[str, Callable[[SuiteTest, Site], str]] = {
    "QueryEvaluationTest": _query,
    "CSVResultFormatTest": _csv,
    "UpdateEvaluationTest": _update,
    "PositiveSyntaxTest11": _accepts(_send_query, True),
    "NegativeSyntaxTest11": _accepts(_send_query, False),
    "PositiveUpdateSyntaxTest11": _accepts(_send_update, True),
    "NegativeUpdateSyntaxTest11": _accepts(_send_update, False),
    "ProtocolTest": _protocol,
}
