"""The command ``python -m moothall.ontology.generate FACTS_DIR [--out DIR]``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from . import documents


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 once every generated file is written.

    Args:
        arguments: the words of the command line; those of the process if none are given.

    Raises:
        FileNotFoundError: a table of facts is absent.
        ValueError: a table of facts does not have the form expected.
    """
    parser = argparse.ArgumentParser(
        prog="python -m moothall.ontology.generate",
        description="Write the factual lists and mappings of the ontology from tables of facts.",
        epilog="Example: python -m moothall.ontology.generate facts --out ontology",
    )
    parser.add_argument("facts_dir", type=Path, help="folder of the tables of facts")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).resolve().parent.parent,
        help="folder to write to (default: the ontology folder of this package)",
    )
    options = parser.parse_args(arguments)
    for name, text in documents(options.facts_dir).items():
        file = options.out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        print(f"{file}: {len(text.encode()):,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
