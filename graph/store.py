"""The store: the one door to Oxigraph, for reading (`EmbeddedReader`) and writing (`LiveStore`).

A reader is opened on a generation, which never changes. The live store is the only read-write
database; RocksDB's lock lets one process hold it. Oxigraph keeps values, not spellings: ``1.50``
comes back ``1.5``, ``xsd:int`` as ``xsd:integer``, ``@en-GB`` as ``@en-gb``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Self

from pyoxigraph import Store

from .change import BULK_QUADS as BULK_QUADS
from .change import Change
from .change_update import as_update
from .errors import QueryError, StoreCorruptError, StoreError, StoreLockedError, StoreMissingError
from .namespaces import PREFIXES
from .reader import Bindings as Bindings
from .reader import Reader as Reader
from .terms import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Subject,
    Term,
    Variable,
)
from .written_quads import graph_names, written_parts

_BULK_LINES = 250_000
"""Statements that are loaded at once; Oxigraph holds about 600 bytes of each until they are."""

_BULK_QUADS = 50_000
"""The same of statements that are held as objects as well."""

_REMOVED_AT_ONCE = 20_000
"""Statements that are removed in one transaction of several."""


class EmbeddedReader(Reader):
    """A graph in Oxigraph's files on this machine, or in this process's memory."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, path: Path) -> EmbeddedReader:
        """Return a reader of the store at a folder, which must not change while it is open.

        Raises:
            StoreMissingError: there is no store there.
            StoreCorruptError: its files are damaged.
        """
        try:
            return cls(Store.read_only(os.fspath(path)))
        except FileNotFoundError as error:
            raise _missing(path) from error
        except (OSError, RuntimeError) as error:
            raise _corrupt(path, error) from error

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> EmbeddedReader:
        """Return a reader of the given quads, held in memory."""
        store = Store()
        store.extend(quads)
        return cls(store)

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that match; None matches anything, any graph included."""
        return self._store.quads_for_pattern(subject, predicate, object, graph)

    def query(
        self,
        text: str,
        bindings: Bindings | None = None,
        *,
        default_graphs: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Return the result of a SPARQL 1.1 query; `bindings` puts terms in place of variables.

        Raises:
            QueryError: the text is no SPARQL 1.1 query.
        """
        substitutions = {Variable(name): term for name, term in (bindings or {}).items()}
        try:
            return self._store.query(
                text,
                prefixes=PREFIXES,
                substitutions=substitutions,
                use_default_graph_as_union=default_graphs is None and named_graphs is None,
                default_graph=default_graphs,
                named_graphs=named_graphs,
            )
        except SyntaxError as error:
            raise _not_sparql(error) from error
        except ValueError as error:
            raise QueryError(str(error)) from error

    def graph_names(self) -> list[str]:
        """Return the IRIs of the named graphs, in order."""
        return sorted(g.value for g in self._store.named_graphs() if isinstance(g, NamedNode))

    def dump(self, output: IO[bytes] | Path, format: RdfFormat, graph: str | None = None) -> None:
        """Write one graph, or all (as quads), to a file."""
        target = os.fspath(output) if isinstance(output, Path) else output
        if graph is None:
            self._store.dump(target, format, prefixes=PREFIXES)
        else:
            self._store.dump(target, format, from_graph=NamedNode(graph), prefixes=PREFIXES)

    def dump_lines(self, output: IO[bytes], graph: NamedNode | DefaultGraph) -> None:
        """Write the statements of one graph, named or not, as N-Triples to a file."""
        self._store.dump(output, RdfFormat.N_TRIPLES, from_graph=graph)

    def copy_to(self, path: Path) -> None:
        """Write a checkpoint of the store to a new folder, with hard links where it can.

        Raises:
            StoreError: the folder exists, or cannot be written.
        """
        try:
            self._store.backup(os.fspath(path))
        except OSError as error:
            raise StoreError(
                f"the checkpoint failed: {error}",
                where=str(path),
                remedy="free space on the disk and load again",
            ) from error

    def __contains__(self, quad: Quad) -> bool:
        return quad in self._store

    def __len__(self) -> int:
        return len(self._store)


class LiveStore(EmbeddedReader):
    """The read-write store; one process at a time may hold it."""

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Return the live store at a folder; the caller closes it.

        Raises:
            StoreMissingError: there is none, and `create` is false.
            StoreLockedError: another process holds it.
            StoreCorruptError: its files are damaged.
        """
        if not create and not (path / "CURRENT").exists():
            raise _missing(path)
        try:
            return cls(Store(os.fspath(path)))
        except (OSError, RuntimeError) as error:
            if "lock" in str(error).lower():
                raise StoreLockedError(
                    "another process is writing to this store",
                    where=str(path),
                    remedy="wait until its load has finished, then try again",
                ) from error
            raise _corrupt(path, error) from error

    def apply(self, change: Change) -> None:
        """Write a change: all of it or, if it fails, none of it.

        Blank nodes keep the labels that they have in the change, so a later one can name them. A
        graph that loses all its statements is none any more, also to ``GRAPH ?g {}``.

        Raises:
            StoreError: the disk refused.

        Source: SPARQL 1.1 Update, section 3.1.1 and 3.1.2; an update request of Oxigraph is one
            transaction.
        """
        try:
            if change.removed:
                update = as_update(change)
                self._store.update(update.text, custom_functions=update.functions)
            elif change.is_large:
                self._load(change.added)
            else:
                self._store.extend(change.added)
            for name in graph_names(change.removed):
                if isinstance(name, NamedNode) and next(self.quads(graph=name), None) is None:
                    self._store.remove_graph(name)
        except OSError as error:
            raise _refused(error) from error

    def _load(self, quads: Sequence[Quad]) -> None:
        """Add quads in bulk: the quickest way, and one that a crash can leave half done."""
        written, rest = written_parts(quads)
        for part in written:
            if part.has_blank_nodes:
                # read as a text, they would get new labels
                self._load_quads(part)
                continue
            for file in part.as_files(_BULK_LINES):
                self._store.bulk_load(input=file, format=RdfFormat.N_QUADS)
        self._load_quads(rest)

    def _load_quads(self, quads: Iterable[Quad]) -> None:
        left = iter(quads)
        while some := list(islice(left, _BULK_QUADS)):
            self._store.bulk_extend(some)

    def apply_in_parts(self, change: Change) -> None:
        """Write a change in several transactions, in bounded memory; it may be left half done.

        Raises:
            StoreError: the disk refused.
        """
        if len(change.added) >= _BULK_QUADS:
            try:
                self._load(change.added)
            except OSError as error:
                raise _refused(error) from error
            # what is removed is found in files, and not in all that has just been loaded
            self.flush()
        else:
            self.apply(Change(added=change.added))
        removed = iter(change.removed)
        while some := list(islice(removed, _REMOVED_AT_ONCE)):
            self.apply(Change(removed=some))
            # else RocksDB holds what a million removals write, which is a gigabyte
            self.flush()

    def flush(self) -> None:
        """Write everything that is still in memory to the disk."""
        self._store.flush()

    def settle(self) -> None:
        """Write all files anew, so that they stay as they are when further ones come.

        RocksDB only moves a file that is alone, and writes it anew at some later change; one that
        was merged with another is done with. So there is something to merge, which goes again.

        Raises:
            StoreError: the disk refused.
        """
        name = NamedNode("urn:moothall:settled")
        try:
            self._store.add(Quad(name, name, name, name))
            self._store.flush()
            self._store.optimize()
            self._store.remove_graph(name)
            self._store.flush()
            self._store.optimize()
        except OSError as error:
            raise StoreError(
                f"the store could not be written anew: {error}", remedy="free space on the disk"
            ) from error

    def close(self) -> None:
        """Give the lock back; the object is of no use afterwards."""
        self._store.flush()
        del self._store


class WorkingCopy(LiveStore):
    """A store of one update's own, which is thrown away afterwards."""

    @classmethod
    def in_memory(cls) -> WorkingCopy:
        """Return an empty store in memory."""
        return cls(Store())

    def update(self, text: str, base_iri: str) -> None:
        """Run a SPARQL 1.1 update; its default graph is the unnamed one.

        Raises:
            SyntaxError: the text is no update.
            RuntimeError: it asks for what cannot be done, e.g. to create a graph that is there.
            OSError: the disk refused.
        """
        self._store.update(text, base_iri=base_iri, prefixes=PREFIXES)

    def create_graph(self, name: NamedNode) -> None:
        """Make a graph that holds nothing, unless there is one of that name."""
        self._store.add_graph(name)

    def clear_graph(self, name: NamedNode | DefaultGraph) -> None:
        """Remove the statements of a graph."""
        self._store.clear_graph(name)

    def drop_graph(self, name: NamedNode) -> None:
        """Remove a graph with its statements."""
        self._store.remove_graph(name)


def check_syntax(text: str) -> None:
    """Raise unless a text is a SPARQL 1.1 query; nothing of it is evaluated.

    Raises:
        QueryError: it is none.
    """
    try:
        # Oxigraph parses the text first, and then refuses these two arguments together.
        Store().query(
            text,
            prefixes=PREFIXES,
            use_default_graph_as_union=True,
            default_graph=[DefaultGraph()],
        )
    except SyntaxError as error:
        raise _not_sparql(error) from error
    except ValueError:
        return


def _not_sparql(error: SyntaxError) -> QueryError:
    return QueryError(str(error.msg or error), line=error.lineno or 1, column=error.offset or 1)


def _refused(error: OSError) -> StoreError:
    return StoreError(f"the store could not be written: {error}", remedy="free space on the disk")


def _missing(path: Path) -> StoreMissingError:
    return StoreMissingError(
        "there is no store here",
        where=str(path),
        remedy="run 'moothall init', or set MOOTHALL_DATA_DIR to the folder that has one",
    )


def _corrupt(path: Path, error: Exception) -> StoreCorruptError:
    return StoreCorruptError(
        f"the store's files cannot be read ({error})",
        where=str(path),
        remedy="'moothall rollback N' goes back to an earlier generation; "
        "'moothall restore DIR' brings back a backup",
    )
