"""The CSV template of a data standard: its headings, with or without a row of examples."""

from __future__ import annotations

import csv
import io

from ...graph.errors import NotFoundError
from ..standard import Column, Edition, Standard


def edition_named(standard: Standard, name: str = "") -> Edition:
    """Return an edition of a standard.

    Args:
        standard: the standard.
        name: the name of the edition; empty for the newest.

    Raises:
        NotFoundError: there is none of that name.
    """
    for edition in standard.editions:
        if edition.name == name:
            return edition
    if not name:
        return standard.editions[-1]
    raise NotFoundError(
        f"the standard {standard.name} has no edition {name[:100]!r}",
        remedy=f"its editions are {', '.join(edition.name for edition in standard.editions)}",
    )


def columns_of(standard: Standard, edition: Edition) -> tuple[Column, ...]:
    """Return the columns of an edition, in its order."""
    return tuple(standard.columns[name] for name in edition.columns)


def template(standard: Standard, edition: Edition, *, with_example: bool = False) -> bytes:
    """Return the template of an edition as CSV in UTF-8.

    Args:
        standard: the standard.
        edition: the edition whose headings it has.
        with_example: whether a row with the first example of each column follows.

    Source: RFC 4180, section 2.
    """
    columns = columns_of(standard, edition)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    if with_example:
        writer.writerow([column.examples[0] if column.examples else "" for column in columns])
    return text.getvalue().encode()
