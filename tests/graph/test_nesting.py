from __future__ import annotations

import subprocess
import sys

import pytest

from moothall.graph.errors import QueryError
from moothall.graph.nesting import MOST_NESTED, check_nesting
from moothall.graph.remote.outside import read_outside

DEEP = 10_000
SHAPES = {
    "parentheses": lambda n: "SELECT (" + "(" * n + "1" + ")" * n + " AS ?x) {}",
    "groups": lambda n: "SELECT * " + "{" * n + "}" * n,
    "negations": lambda n: "SELECT (" + "!" * n + "1 AS ?x) {}",
    "negations apart": lambda n: "SELECT (" + "! " * n + "1 AS ?x) {}",
    "lists": lambda n: "SELECT * { ?s ?p " + "(" * n + "1" + ")" * n + " }",
    "calls": lambda n: "SELECT (" + "STR(" * n + "1" + ")" * n + " AS ?x) {}",
    "closed in comments": lambda n: "SELECT (" + "(#)\n" * n + "1" + ")" * n + " AS ?x) {}",
    "closed in strings": lambda n: "SELECT (" + "(')'=" * n + "1" + ")" * n + " AS ?x) {}",
    "in what looks like an IRI": lambda n: "SELECT (1 <" + "(" * n + "1>1" + ")" * n + " AS ?x) {}",
    "behind an IRI with a hash": lambda n: "SELECT (<x:#> = " + "(" * n + ")" * n + " AS ?x) {}",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_nested_too_deeply_is_refused(shape: str) -> None:
    with pytest.raises(QueryError, match="nested too deeply"):
        check_nesting(SHAPES[shape](DEEP))
    with pytest.raises(QueryError):
        read_outside(SHAPES[shape](DEEP))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p '" + "(" * DEEP + "' }",
        "SELECT * { ?s ?p ?o } # " + "{" * DEEP,
        "SELECT * { " + "{} " * DEEP + "}",
        'SELECT * { ?s ?p """' + "{'" * DEEP + '""" }',
    ],
)
def test_what_is_only_long_is_not(text: str) -> None:
    check_nesting(text)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_parser_stands_as_much_as_is_let_through(shape: str) -> None:
    # in a thread, which has the smaller stack, of a process that may die
    script = (
        "import sys, threading\n"
        "from moothall.graph.errors import QueryError\n"
        "from moothall.graph.store import check_syntax\n"
        "def parse():\n"
        "    try: check_syntax(sys.stdin.read())\n"
        "    except QueryError: pass\n"
        "thread = threading.Thread(target=parse); thread.start(); thread.join()\n"
    )
    text = SHAPES[shape](MOST_NESTED)
    done = subprocess.run([sys.executable, "-c", script], input=text, text=True, timeout=60)
    assert done.returncode == 0
