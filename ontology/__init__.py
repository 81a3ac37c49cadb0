"""What the words mean: the ontology and the lists, as Turtle.

`core.ttl` is the ontology, `lists/` the controlled lists, `words/` labels and definitions,
`mappings/` the links between terms, `examples/` questions to ask, `shipped.ttl` the catalogue of
all these, `context.jsonld` the JSON-LD context. This package gives access to the files and reads
none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

CATALOGUE = "shipped.ttl"
"""The file that says which files are datasets, and in which order they are loaded."""

CONTEXT = "context.jsonld"
"""The JSON-LD context of everything that is published."""


def path(name: str) -> Traversable:
    """Return the shipped file of that name, to open or to read.

    Args:
        name: the name from this folder with forward slashes, e.g. ``lists/services.ttl``.

    Raises:
        FileNotFoundError: nothing of that name ships.
    """
    file = files(__name__).joinpath(*name.split("/"))
    if not file.is_file():
        raise FileNotFoundError(
            f"ontology/{name}: no such file ships; the files are {', '.join(shipped_files())}"
        )
    return file


def shipped_files() -> tuple[str, ...]:
    """Return the name of every Turtle file that is a dataset, sorted; not the catalogue itself."""
    return tuple(sorted(name for name in _turtle_names(files(__name__), "") if name != CATALOGUE))


def _turtle_names(folder: Traversable, prefix: str) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _turtle_names(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".ttl"):
            yield prefix + entry.name
