"""The command ``python -m moothall.ontology.generate_authorities FACTS_DIR --out FILE``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from . import turtle
from .tables import Tables


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 once the file is written.

    Args:
        arguments: the words of the command line; those of the process if none are given.

    Raises:
        FileNotFoundError: a table is absent.
    """
    parser = argparse.ArgumentParser(
        prog="python -m moothall.ontology.generate_authorities",
        description="Write authorities.ttl from published tables of councils.",
    )
    parser.add_argument("facts_dir", type=Path, help="folder of the tables")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    options = parser.parse_args(arguments)
    tables = Tables.read(options.facts_dir)
    with options.out.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(turtle(tables))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
