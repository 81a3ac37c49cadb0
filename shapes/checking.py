"""The check of a graph against any shapes: by the engine, or by the reference engine.

A shape that uses SHACL's advanced features is handed to the reference engine, and the report names
it; a shape that makes no sense is an error. Nothing conforms because it was not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..graph.errors import QueryError, SourceError
from ..graph.terms import Literal, Triple
from .columns import Columns
from .findings import as_finding, as_triples, join_reports
from .report import Report, sort_findings
from .shapes_graph import ShapesGraph, is_beyond
from .sparql_run import QueryRunner
from .validation import Result, Validation
from .written import is_iri, lexical

ENGINE = "moothall"


@dataclass(slots=True)
class StandingCheck:
    """A graph and its shapes, kept ready so that changes are checked by themselves.

    Attributes:
        data: the statements that are checked.
        shapes: the shapes.
        name: the name of the shapes' file, for errors.
    """

    data: Columns
    shapes: ShapesGraph
    name: str = "shapes"
    _runner: QueryRunner = field(init=False)

    def __post_init__(self) -> None:
        self._runner = QueryRunner(self.data, self.shapes.graph)

    def change(self, removed: Iterable[Triple], added: Iterable[Triple]) -> frozenset[str]:
        """Change the statements, and return the nodes that they are about.

        A node that reaches the change only through a path of several steps is not among them.
        """
        gone, come = list(removed), list(added)
        self.data.change(gone, come)
        self._runner.change(gone, come)
        ends = {end for triple in (*gone, *come) for end in (triple.subject, triple.object)}
        return frozenset(str(end) for end in ends if not isinstance(end, Literal))

    def report(self, only: Iterable[str] | None = None) -> Report:
        """Return the report of the graph.

        Args:
            only: written terms; of the focus nodes, these alone are looked at. None for all.

        Raises:
            SourceError: the shapes make no sense.
        """
        chosen = frozenset(only) if only is not None else None
        try:
            roots = self.shapes.roots()
            beyond = [root for root in roots if any(map(is_beyond, self.shapes.reachable(root)))]
            validation = Validation(self.data, self.shapes, self._runner, chosen)
            results = list(validation.run([root for root in roots if root not in beyond]))
        except (ValueError, QueryError) as error:
            raise SourceError(
                f"the shapes cannot be used ({error})",
                source=self.name,
                remedy="see https://www.w3.org/TR/shacl/",
            ) from error
        except RecursionError as error:
            raise SourceError(
                "a shape that refers to itself leads through too many nodes",
                source=self.name,
                remedy="replace the reference by a path with sh:zeroOrMorePath",
            ) from error
        own = _as_report(results, len(validation.focus_nodes))
        live = [root.node for root in beyond if not root.is_off]
        return self._with_reference(own, live, chosen) if live else own

    def _with_reference(
        self, own: Report, handed: list[str], only: frozenset[str] | None
    ) -> Report:
        from .reference import check_triples  # it takes a quarter of a second to import

        # the reference engine can be told of shapes and nodes by their IRIs only
        are_named = all(map(is_iri, handed)) and (only is None or all(map(is_iri, only)))
        theirs = check_triples(
            self.data.triples(),
            self.shapes.graph.triples(),
            self.name,
            advanced=True,
            use_shapes=[lexical(node) for node in handed] if are_named else None,
            focus_nodes=[lexical(node) for node in only] if only and are_named else None,
        )
        words = ", ".join(handed) if are_named else "all shapes"
        both = (
            replace(own + theirs, triples=(*join_reports(own.triples, theirs.triples),))
            if are_named
            else theirs
        )
        return replace(both, engine=f"{ENGINE}; pyshacl for {words}")


def check_graph(data: Columns, shapes: ShapesGraph, name: str = "shapes") -> Report:
    """Return the report of a graph against some shapes.

    Args:
        data: the statements that are checked.
        shapes: the shapes.
        name: the name of the shapes' file, for the error.

    Raises:
        SourceError: the shapes make no sense.
    """
    return StandingCheck(data, shapes, name).report()


def _as_report(results: list[Result], checked: int) -> Report:
    findings = sort_findings(as_finding(result) for result in results)
    return Report(findings, checked, ENGINE, triples=tuple(as_triples(results)))
