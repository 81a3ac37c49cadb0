"""What ships with the project: the standard and a sample council, loaded as one generation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from ..graph.addresses import Addresses
from ..graph.config import Config
from ..graph.errors import SourceError
from ..graph.generations import Generations
from ..graph.look_up import GraphLookUp
from ..graph.namespaces import DCT, MH, PROV, RDF
from ..graph.store import Reader
from ..graph.terms import Literal, NamedNode, Quad, RdfFormat, Term, parse
from ..ontology import CATALOGUE, path, shipped_files
from ..ontology import __name__ as ontology_package
from .load_report import LoadReport
from .publication import publish
from .rdf import list_names, parse_rdf
from .skolem import skolemise
from .source import Source
from .staged import Context, StagedDataset
from .staging import Edition, Progress
from .standards_graph import standards_edition

_LOADER = "shipped"


@dataclass(frozen=True, slots=True)
class ShippedDataset:
    """An entry of a catalogue of shipped files.

    Attributes:
        slug: the dataset's name in addresses.
        order: when it is loaded; lower numbers first.
        folder: the folder that the file's name starts from.
        file: the name of the Turtle file, with forward slashes.
        title: its title in English.
        description: what it holds, in English; None if the catalogue does not say.
        licence: IRI of its licence; None if the catalogue does not say.
        publisher: IRI of its publisher; None if the catalogue does not say.
        sources: IRIs of where its facts come from.
        kind: its kind, e.g. ``mh:ListData``.
        conforms_to: IRI of the data standard that it follows; None if it follows none.
    """

    slug: str
    order: int
    folder: Traversable
    file: str
    title: str
    description: str | None
    licence: str | None
    publisher: str | None
    sources: tuple[str, ...]
    kind: NamedNode
    conforms_to: str | None = None

    def read(self, base_iri: str) -> Edition:
        """Return the file's statements, ready to be published.

        Raises:
            SourceError: the file is missing or is no Turtle.
        """
        name = f"{self.folder.name}/{self.file}"
        try:
            data = self.folder.joinpath(*self.file.split("/")).read_bytes()
        except OSError as error:
            raise SourceError(
                "the catalogue names this file, and it is not there",
                source=name,
                remedy="install Moothall again",
            ) from error
        source = Source(name, name, data)
        graph = Context(base_iri).graph(self.slug)
        quads = [
            Quad(q.subject, q.predicate, q.object, graph)
            for q in skolemise(parse_rdf(source, base_iri), base_iri)
        ]
        dataset = StagedDataset(
            slug=self.slug,
            title=self.title,
            quads=quads,
            kind=self.kind,
            lists=list_names(quads),
            description=self.description,
            licence=self.licence,
            publisher=self.publisher,
            sources=self.sources,
            conforms_to=self.conforms_to,
        )
        return Edition(dataset, source, _LOADER)


def shipped_datasets(base_iri: str) -> tuple[ShippedDataset, ...]:
    """Return every dataset that ships: the standard in its order, then the sample council."""
    standard = files(ontology_package)
    samples = files(__package__).joinpath("samples")
    catalogues = (
        (standard, standard.joinpath(CATALOGUE)),
        (samples, samples.joinpath("catalogue.ttl")),
    )
    return tuple(
        dataset
        for folder, catalogue in catalogues
        for dataset in sorted(_entries(folder, catalogue, base_iri), key=lambda d: d.order)
    )


@cache
def shipped_look_up(base_iri: str) -> GraphLookUp:
    """Return the look-up of councils and terms as they ship, for where there is no store.

    The files are read when something is first looked up.

    Args:
        base_iri: the base of the addresses of councils.
    """
    return GraphLookUp(lambda: Reader.of(_shipped_quads(base_iri)), Addresses(base_iri))


def load_shipped(
    generations: Generations, config: Config, progress: Progress = lambda _: None
) -> LoadReport:
    """Return what loading everything that ships did, as one generation; makes the store if needed.

    The data standards of a folder that the settings name are among it. A dataset that somebody has
    since loaded from elsewhere is left as it is.

    Raises:
        SourceError: a shipped file is missing or is no Turtle, or a standard is none.
        ShapesError: a shipped file breaks the shapes; nothing has changed.
        StoreLockedError: another process is writing.
        StoreVersionError: the store was made by another version or for another base IRI.
    """
    generations.create()
    published = generations.current().reader if generations.numbers() else None
    editions, notes = [], []
    for shipped in shipped_datasets(config.base_iri):
        if published is not None and _is_from_elsewhere(published, shipped.slug, config.base_iri):
            notes.append(f"{shipped.slug} was loaded from elsewhere and is left as it is")
            continue
        progress(f"reading {shipped.file}")
        editions.append(shipped.read(config.base_iri))
    progress("reading the data standards")
    editions.append(standards_edition(config.base_iri, config.standards_dir, _LOADER))
    # what a version of the project retires has been thought over, and nobody may be at a terminal
    return publish(generations, config, editions, notes=notes, is_confirmed=True, progress=progress)


def _shipped_quads(base_iri: str) -> Iterator[Quad]:
    for name in shipped_files():
        yield from parse(path(name).read_bytes(), RdfFormat.TURTLE, base_iri=base_iri)


def _entries(
    folder: Traversable, catalogue: Traversable, base_iri: str
) -> Iterator[ShippedDataset]:
    quads = parse(input=catalogue.read_bytes(), format=RdfFormat.TURTLE, base_iri=base_iri)
    reader = Reader.of(quads)
    for iri in reader.subjects(RDF.type, MH.Dataset):
        yield ShippedDataset(
            slug=_text(reader.value(iri, MH.slug)) or "",
            order=int(_text(reader.value(iri, MH.loadOrder)) or 0),
            folder=folder,
            file=_text(reader.value(iri, MH.shippedFile)) or "",
            title=_text(reader.value(iri, DCT.title)) or "",
            description=_text(reader.value(iri, DCT.description)),
            licence=_text(reader.value(iri, DCT.license)),
            publisher=_text(reader.value(iri, DCT.publisher)),
            sources=tuple(
                s.value for s in reader.objects(iri, DCT.source) if isinstance(s, NamedNode)
            ),
            kind=next(
                (k for k in reader.objects(iri, DCT.type) if isinstance(k, NamedNode)),
                MH.RecordData,
            ),
            conforms_to=_text(reader.value(iri, DCT.conformsTo)),
        )


def _is_from_elsewhere(published: Reader, slug: str, base_iri: str) -> bool:
    loads = published.objects(NamedNode(f"{base_iri}id/dataset/{slug}"), PROV.wasGeneratedBy)
    loaders = [
        _text(published.value(load, MH.loader)) for load in loads if isinstance(load, NamedNode)
    ]
    return bool(loaders) and _LOADER not in loaders


def _text(term: Term | None) -> str | None:
    return term.value if isinstance(term, Literal | NamedNode) else None
