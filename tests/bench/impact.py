"""The impact check: 10,000 codes of a system against two releases of 10,000 terms."""

from __future__ import annotations

import gc
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .measure import BIN, Row, run

TERMS = 10_000
CHANGED = TERMS // 100
"""Terms that are renamed, and as many each that are deprecated, moved, removed and added."""

LINES = 1_000_000
MUST_CPU_S = 1.0
MUST_MB = 200

RELEASES = 5
"""Releases among which a code that never existed is sought."""

BASE = "http://localhost:8080/"
_WORDS = "park lane hall moor ford mill dale gate bridge market harbour green library".split()
_SERVICE = "http://id.esd.org.uk/service/"


def measure() -> list[Row]:
    """Return the seconds of a check, the first and the next, of the command, and of many lines."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir, codes = Path(folder) / "data", Path(folder) / "codes.csv"
        _make_releases(data_dir)
        codes.write_text("".join(f"{code}\n" for code in _codes()))
        note = run(
            *(str(BIN / "moothall"), "release", "diff", "2026.1", "2026.2", "--format", "json"),
            data_dir=data_dir,
        )
        first, again, counts = _checks(data_dir, codes)
        _make_more_releases(data_dir)
        unknown = Path(folder) / "unknown.csv"
        unknown.write_text(codes.read_text() + "nosuch\n")
        lost, lost_again, _ = _checks(data_dir, unknown, to="now")
        many = Path(folder) / "many.csv"
        with many.open("w") as file:
            file.writelines(f"{_SERVICE}{n % TERMS + 1}\n" for n in range(LINES))
        same = ("--built-on", "2026.1", "--to", "2026.1")
        command = str(BIN / "moothall")
        whole = run(
            *(command, "impact", str(codes), "--built-on", "2026.1", "--to", "2026.2"),
            *("--list", "services", "--format", "json"),
            data_dir=data_dir,
            exits=(4,),  # something is to be done
        )
        long = run(command, "impact", str(many), *same, data_dir=data_dir)
    is_quick = note.cpu_seconds < MUST_CPU_S and note.peak_mb < MUST_MB
    what = f"{TERMS:,} addresses, codes and names, two releases of {TERMS:,} terms, {counts}"
    return [
        Row(
            f"moothall release diff of two releases of {TERMS:,} terms, start included",
            f"{note.cpu_seconds:.2f} CPU s, {note.peak_mb:.0f} MB",
            f"under {MUST_CPU_S:g} s and {MUST_MB} MB",
            is_quick,
        ),
        Row(
            f"impact of {what}, read, told and written as JSON",
            f"{again:.2f} CPU s",
            f"under {MUST_CPU_S:g} CPU s",
            again < MUST_CPU_S,
        ),
        Row(
            "the same, with the releases read for the first time",
            f"{first:.2f} CPU s",
            f"under {MUST_CPU_S:g} CPU s",
            first < MUST_CPU_S,
        ),
        Row(
            f"the same and a code that none of {RELEASES} releases has, first and again",
            f"{lost:.2f} and {lost_again:.2f} CPU s",
            f"both under {MUST_CPU_S:g} CPU s",
            max(lost, lost_again) < MUST_CPU_S,
        ),
        Row(
            f"moothall impact of the same {TERMS:,} codes as a command, start included",
            f"{whole.seconds:.2f} s ({whole.cpu_seconds:.2f} CPU s, {whole.peak_mb:.0f} MB)",
            f"under {MUST_CPU_S:g} CPU s",
            whole.cpu_seconds < MUST_CPU_S,
        ),
        Row(
            f"moothall impact of {LINES:,} lines",
            f"{long.seconds:.1f} s ({long.cpu_seconds:.1f} CPU s, {long.peak_mb:.0f} MB)",
        ),
    ]


def _checks(data_dir: Path, codes: Path, to: str = "2026.2") -> tuple[float, float, str]:
    """Return the CPU seconds of the first check and the best of the next, and what they found."""
    from moothall.graph.generations import Generations
    from moothall.graph.impact.check import ImpactCheck
    from moothall.graph.impact.question import Question
    from moothall.graph.releases.comparisons import Comparisons
    from moothall.graph.releases.folder import Releases
    from moothall.loaders.codes.read import read_codes
    from moothall.loaders.source import Source
    from moothall.server.forms.impact import impact_in_form

    generations = Generations(data_dir, BASE)
    releases = Releases(data_dir, BASE)
    comparisons = Comparisons(releases, generations)
    data = codes.read_bytes()
    seconds, counts = [], ""
    gc.collect()
    gc.freeze()  # what was made to be measured is no part of a process that checks
    for _ in range(4):
        start = time.process_time()
        question = Question(built_on="2026.1", to=to, list_name="services")
        check = ImpactCheck(question, releases, generations, comparisons)
        read = read_codes(Source("codes.csv", "codes.csv", data), check.find)
        found = check.assess(read.codes, read.notes)
        impact_in_form(found, "json", BASE)
        seconds.append(time.process_time() - start)
        told = found.counts()
        counts = ", ".join(f"{outcome} {count:,}" for outcome, count in told.items() if count)
        if told["renamed"] != CHANGED or told["deprecated"] != CHANGED:
            raise AssertionError(f"the check found {counts}")
    return seconds[0], min(seconds[1:]), counts


def _make_releases(data_dir: Path) -> None:
    """Make a data directory with releases 2026.1 and 2026.2."""
    from moothall.graph.change import Change
    from moothall.graph.generations import Generations
    from moothall.graph.releases.making import create
    from moothall.graph.terms import NamedNode, Quad, RdfFormat, parse

    generations = Generations(data_dir, BASE)
    generations.create()
    graph = NamedNode(f"{BASE}graph/services")
    before: set[Quad] = set()
    for version, is_changed in (("2026.1", False), ("2026.2", True)):
        turtle = "".join(_lines(is_changed=is_changed))
        triples = parse(turtle.encode(), format=RdfFormat.TURTLE)
        quads = {Quad(q.subject, q.predicate, q.object, graph) for q in triples}
        catalogue = [] if is_changed else _catalogue()
        with generations.writing() as writer:
            writer.publish(Change(list(before - quads), [*(quads - before), *catalogue]))
        create(generations, version, "Made up.")
        before = quads


def _make_more_releases(data_dir: Path) -> None:
    """Make releases 2026.3 and on, of what is served."""
    from moothall.graph.generations import Generations
    from moothall.graph.releases.making import create

    for number in range(3, RELEASES + 1):
        create(Generations(data_dir, BASE), f"2026.{number}", "Made up.")


def _codes() -> Iterator[str]:
    """Yield a code of each service of the first release: its address, its code or its name."""
    names = _names()
    for number in range(1, TERMS + 1):
        name = next(names)
        yield (f"{_SERVICE}{number}", str(number), f"{name} {number}")[number % 3]


def _names() -> Iterator[str]:
    chance = random.Random(579)
    while True:
        yield " ".join(chance.choices(_WORDS, k=4)).capitalize()


def _catalogue() -> list[object]:
    from moothall.graph.namespaces import DCT, MH, SD
    from moothall.graph.terms import NamedNode, Quad

    dataset, graph = NamedNode(f"{BASE}id/dataset/services"), NamedNode(f"{BASE}graph/catalogue")
    return [
        Quad(dataset, DCT.type, MH.ListData, graph),
        Quad(dataset, SD.name, NamedNode(f"{BASE}graph/services"), graph),
    ]


def _lines(*, is_changed: bool) -> Iterator[str]:
    """Yield a list of services as Turtle; the same services each time, but for what changes."""
    chance, names = random.Random(580), _names()
    yield """@prefix dct: <http://purl.org/dc/terms/> .
@prefix esd: <http://def.esd.org.uk/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix service: <http://id.esd.org.uk/service/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://id.esd.org.uk/list/services> a skos:ConceptScheme ; dct:identifier "services" .
"""
    for number in range(1, TERMS + 1 + CHANGED):
        name = next(names)
        function, text = chance.randrange(1, 200), " ".join(chance.choices(_WORDS, k=15))
        kind = (number - 1) // CHANGED if is_changed else -1
        is_there = kind != 3 if is_changed else number <= TERMS
        if not is_there:
            continue
        name = f"{name} renamed" if kind == 0 else name
        more = f"; owl:deprecated true ; dct:isReplacedBy service:{TERMS}" if kind == 1 else ""
        function += 200 if kind == 2 else 0
        yield (
            f'service:{number} a esd:Service, skos:Concept ; skos:prefLabel "{name} {number}"@en ; '
            f'skos:notation "{number}" ; dct:identifier "{number}" ; skos:definition "{text}"@en ; '
            "skos:inScheme <http://id.esd.org.uk/list/services> ; "
            f"esd:containedBy <http://id.esd.org.uk/function/{function}> {more} .\n"
        )
