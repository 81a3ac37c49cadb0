"""The quality record and the review of everything that ships: processor time and memory."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .measure import Row, run

ROUNDS = 5
MUST_RECORD_S = 2.0
MUST_REVIEW_S = 4.0
MUST_MB = 300
_QUALITY = "from moothall.server.cli import main; main(['quality', '--format', 'csv'])"


def measure() -> list[Row]:
    """Return the CPU seconds of a record and of all reviews, and the memory of the command."""
    from moothall.graph.config import Config
    from moothall.graph.generation import Generation
    from moothall.graph.generations import Generations
    from moothall.graph.quality.measuring import quality_record
    from moothall.graph.quality.questions import reviews
    from moothall.graph.quality.review import review
    from moothall.loaders.shipped import load_shipped

    def answer_all(generation: Generation) -> None:
        for name in reviews(generation.base_iri):
            review(generation, name)

    with tempfile.TemporaryDirectory() as folder:
        config = Config(data_dir=Path(folder) / "data")
        generations = Generations(config.data_dir, config.base_iri)
        generations.create()
        load_shipped(generations, config)
        path = generations.current().path

        def seconds(work: Callable[[Generation], object]) -> float:
            return statistics.median(
                _cpu_seconds(work, Generation.open(path, config.base_iri)) for _ in range(ROUNDS)
            )

        terms = quality_record(generations.current()).terms
        record_s, review_s = seconds(quality_record), seconds(answer_all)
        peak_mb = run(sys.executable, "-c", _QUALITY, data_dir=config.data_dir).peak_mb
    return [
        Row(
            f"the quality record of what ships: {terms:,} terms and lists",
            f"{record_s:.2f} CPU s",
            f"{MUST_RECORD_S:g} CPU s",
            record_s <= MUST_RECORD_S,
        ),
        Row(
            "all questions of the review, of what ships",
            f"{review_s:.2f} CPU s",
            f"{MUST_REVIEW_S:g} CPU s",
            review_s <= MUST_REVIEW_S,
        ),
        Row(
            "memory of moothall quality",
            f"{peak_mb:.0f} MB",
            f"{MUST_MB} MB",
            peak_mb <= MUST_MB,
        ),
    ]


def _cpu_seconds(work: Callable[..., object], generation: object) -> float:
    start = time.process_time()
    work(generation)
    return time.process_time() - start
