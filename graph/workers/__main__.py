"""``python -m moothall.graph.workers FOLDER DATA_DIR LIMITS FORMAT``: the supervisor's process."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

from ..logs import LogFormat, set_up_logging
from .limits import WorkerLimits
from .supervisor import Supervisor


def main() -> None:
    """Run a supervisor; its parent writes the command line, see `process`."""
    folder, data_dir, limits, log_format = sys.argv[1:]
    set_up_logging(cast(LogFormat, log_format))
    Supervisor(Path(folder), Path(data_dir), WorkerLimits.from_json(limits)).run()


if __name__ == "__main__":
    main()
