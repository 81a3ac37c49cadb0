"""Queries that kill or stall a server that evaluates them itself; each is legal SPARQL."""

from __future__ import annotations

_CROSS = "?a ?b ?c. ?d ?e ?f. ?g ?h ?i"
_TEN = "0 1 2 3 4 5 6 7 8 9"
_VALUES = " ".join(f"VALUES ?v{number} {{ {_TEN} }}" for number in range(10))
_DOUBLING = " ".join(
    f"BIND(CONCAT(?s{number}, ?s{number}) AS ?s{number + 1})" for number in range(40)
)

BOMBS: dict[str, str] = {
    "count of a cross product": f"SELECT (COUNT(*) AS ?n) WHERE {{ {_CROSS} }}",
    "cross product, grouped": (
        f"SELECT ?a ?d ?g (COUNT(*) AS ?n) WHERE {{ {_CROSS} }} GROUP BY ?a ?d ?g ?c ?f ?i"
    ),
    "cross product, ordered": f"SELECT * WHERE {{ {_CROSS} }} ORDER BY ?c ?f ?i",
    "cross product, distinct": f"SELECT (COUNT(DISTINCT *) AS ?n) WHERE {{ {_CROSS} }}",
    "VALUES without a pattern": f"SELECT (COUNT(*) AS ?n) WHERE {{ {_VALUES} }}",
    "VALUES, ordered": f"SELECT * WHERE {{ {_VALUES} }} ORDER BY ?v9 ?v0",
    "text doubled forty times": (
        f'SELECT (STRLEN(?s40) AS ?n) WHERE {{ BIND("0123456789" AS ?s0) {_DOUBLING} }}'
    ),
    "paths of any length": (
        "SELECT (COUNT(*) AS ?n) WHERE "
        "{ ?a (<a:p>|!<a:p>)* ?b. ?b (<a:p>|!<a:p>)* ?c. ?d (<a:p>|!<a:p>)* ?e }"
    ),
    "GROUP_CONCAT of a cross product": (
        f"SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?a), STR(?f)))) AS ?n) WHERE {{ {_CROSS} }}"
    ),
    "nested quantifiers": (
        f"SELECT (COUNT(*) AS ?n) WHERE {{ {_CROSS} "
        'FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), "^(([a-z]+)+)+$")) }'
    ),
}
"""What it is -> the query."""
