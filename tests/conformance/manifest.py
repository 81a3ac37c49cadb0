"""Manifests: the tests of the suite, as its files list them.

Source: https://w3c.github.io/rdf-tests/, "README"; the vocabulary test-manifest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rdflib import Graph, Namespace, Node, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The files that a store is to hold.

    Attributes:
        default: files of the default graph.
        named: IRI of a graph -> its file.
    """

    default: tuple[Path, ...]
    named: dict[str, Path]


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a test of the protocols, and what is to be answered.

    Attributes:
        method: of HTTP.
        path: with the parameters.
        headers: name in lower case -> value.
        body: the text that is sent.
        encoding: how it is encoded.
        statuses: beginnings of the statuses that are right, e.g. ``4`` or ``201``.
        boolean: what ASK is to answer; None for anything.
        graph: what is to come back, as Turtle; None for anything.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: str
    encoding: str
    statuses: tuple[str, ...]
    boolean: bool | None
    graph: str | None


@dataclass(frozen=True, slots=True)
class SuiteTest:
    """One test of the suite.

    Attributes:
        name: folder and local name.
        kind: local name of its class, e.g. ``QueryEvaluationTest``.
        text: file of the query or update; None for tests of the protocols.
        data: what the store holds before.
        result: file of the answer; None if there is none.
        after: what the store holds afterwards.
        requests: of a test of the protocols.
    """

    name: str
    kind: str
    text: Path | None
    data: Dataset
    result: Path | None
    after: Dataset
    requests: tuple[Request, ...]


def read_suite(folder: Path) -> list[SuiteTest]:
    """Return the tests of all manifests in the folders of a folder, in order."""
    return [test for path in sorted(folder.glob("*/manifest.ttl")) for test in read_manifest(path)]


def read_manifest(path: Path) -> Iterator[SuiteTest]:
    """Yield the tests of one manifest, in its order."""
    graph = Graph().parse(path, format="turtle", publicID=path.as_uri())
    for listed in graph.objects(None, MF.entries):
        for entry in Collection(graph, listed):
            yield _read_test(graph, entry, path.parent.name)


def _read_test(graph: Graph, entry: Node, folder: str) -> SuiteTest:
    action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
    query = next(
        (found for p in (QT.query, UT.request) if (found := graph.value(action, p)) is not None),
        action,
    )
    is_update = graph.value(action, UT.request) is not None
    kind = str(graph.value(entry, RDF.type)).rpartition("#")[2]
    return SuiteTest(
        name=f"{folder}/{str(entry).rpartition('#')[2]}",
        kind=kind,
        text=_path(query),
        data=_dataset(graph, action, entry),
        result=None if is_update else _path(result),
        after=_dataset(graph, result) if is_update else Dataset((), {}),
        requests=tuple(_requests(graph, action)),
    )


def _dataset(graph: Graph, *nodes: Node | None) -> Dataset:
    default: list[Path] = []
    named: dict[str, Path] = {}
    for node in (n for n in nodes if n is not None):
        for predicate in (QT.data, UT.data):
            default += [p for o in graph.objects(node, predicate) if (p := _path(o)) is not None]
        for part in graph.objects(node, QT.graphData):
            name = graph.value(part, QT.graph) or part
            if (path := _path(name)) is not None:
                named[str(name)] = path
        for part in graph.objects(node, UT.graphData):
            path = _path(graph.value(part, UT.graph))
            if path is not None:
                named[str(graph.value(part, RDFS.label))] = path
    return Dataset(tuple(default), named)


def _requests(graph: Graph, action: Node | None) -> Iterator[Request]:
    listed = graph.value(action, HT.requests)
    for request in Collection(graph, listed) if listed is not None else ():
        answer, body = graph.value(request, HT.resp), graph.value(request, HT.body)
        headers = graph.value(request, HT.headers)
        stated = [str(s).rpartition("#")[2] for s in graph.objects(answer, MF.expectedStatus)]
        status = graph.value(answer, HT.statusCodeValue)
        boolean = graph.value(answer, MF.expectedBoolean)
        returned = graph.value(graph.value(answer, HT.body), CNT.chars)
        yield Request(
            method=str(graph.value(request, HT.methodName)),
            path=str(graph.value(request, HT.absolutePath)),
            headers={
                str(graph.value(header, HT.fieldName)).lower(): str(
                    graph.value(header, HT.fieldValue)
                )
                for header in (Collection(graph, headers) if headers is not None else ())
            },
            body=str(graph.value(body, CNT.chars) or ""),
            encoding=str(graph.value(body, CNT.characterEncoding) or "UTF-8"),
            statuses=tuple(s.removeprefix("StatusCode").rstrip("x") for s in stated)
            or (str(status),),
            boolean=None if boolean is None else str(boolean) == "true",
            graph=None if returned is None else str(returned),
        )


def _path(node: Node | None) -> Path | None:
    if not isinstance(node, URIRef) or not str(node).startswith("file:"):
        return None
    return Path(unquote(urlsplit(str(node)).path))
