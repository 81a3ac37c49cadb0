"""Federation: SERVICE in queries from outside, for endpoints that the operator has listed.

Whatever evaluates a query has no network. So each SERVICE is asked here, by the process that
serves, and its answer stands in its place as VALUES::

    SERVICE <https://example.org/sparql> { ?s ?p ?o }     VALUES (?s ?p ?o) { (<a> <b> <c>) ... }

* `clauses` finds the SERVICE clauses of a text, `call` asks an endpoint, `values` writes an
  answer as VALUES, `expansion` does all of it within a time.
* A text in which SERVICE is spelled so that it is not found goes on as it is, and is refused by
  what evaluates it.
* Limits: an endpoint answers the whole group of its SERVICE, with nothing that the rest of the
  query knows; a SERVICE within a SERVICE, and one whose endpoint is a variable, are refused; what
  an endpoint calls a blank node is an address here.

Source: SPARQL 1.1 Federated Query.
"""
