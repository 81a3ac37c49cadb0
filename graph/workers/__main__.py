"""``python -m moothall.graph.workers FOLDER DATA_DIR LIMITS``: the supervisor's process."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from .limits import WorkerLimits
from .supervisor import Supervisor


def main() -> None:
    """Run a supervisor; its parent writes the command line, see `process`."""
    folder, data_dir, limits = sys.argv[1:]
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    Supervisor(Path(folder), Path(data_dir), WorkerLimits.from_json(limits)).run()


if __name__ == "__main__":
    main()
