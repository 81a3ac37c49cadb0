"""Contracts with consumers: the requests that they make, and what they rely on in the answers.

Each is one TOML file of this folder::

    name = "plain-json"              # what the notes of a release call it
    title = "Programs that read JSON"
    about = "Who they are and how they read."
    source = "Where it is known from."

    [[requests]]
    path = "/doc/service/579.json"
    status = 200                     # exactly; redirects are not followed
    location = "/doc/service/579"    # path of the Location header, without its query
    send = { Accept = "text/csv" }   # headers of the request
    headers = { Content-Type = "application/json" }     # headers of the answer, exactly

    [requests.csv]                   # the body is CSV in UTF-8 without a byte order mark
    columns = ["Identifier", "Label"]                   # all of them, in this order
    filled = ["Identifier"]          # blank in no row
    whole_numbers = ["Identifier"]
    unique = ["Label"]               # no value twice
    holds = { Identifier = ["1"] }   # values that must be there
    keeps = [["Identifier"]]         # columns whose values, together, never vanish

    [requests.json]                  # the body is JSON
    members = { "terms[].iri" = "text" }                # text, number, boolean, list or object
    holds = { "terms[].iri" = ["http://id.esd.org.uk/service/1"] }
    keeps = ["terms[].iri"]          # members whose values never vanish

What must never vanish is compared with the newest release. ``moothall release create`` replays all
of them against what it is about to freeze, and refuses to break one.
"""
