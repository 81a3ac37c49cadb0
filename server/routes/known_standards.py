"""The data standards that the service knows: those that ship, and those of its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ...graph.errors import ConfigError, SourceError
from ...shapes.standard import Standard
from ...shapes.standard_files import standard_named, standards
from .service import service


def known_standards() -> Mapping[str, Standard]:
    """Return every data standard by its name.

    Raises:
        ConfigError: a file in the folder of further standards is none.
    """
    with _folder_errors():
        return standards(service().config.standards_dir)


def known_standard(name: str) -> Standard:
    """Return the data standard with a name.

    Raises:
        NotFoundError: there is none.
        ConfigError: a file in the folder of further standards is none.
    """
    with _folder_errors():
        return standard_named(name, service().config.standards_dir)


@contextmanager
def _folder_errors() -> Iterator[None]:
    try:
        yield
    except SourceError as error:
        raise ConfigError(
            f"a data standard cannot be read ({error})",
            where="MOOTHALL_STANDARDS_DIR",
            remedy="mend the file, or take it out of the folder",
        ) from error
