"""Updates: SPARQL Update text from outside, run where it can hurt nothing.

* `operations` finds the operations in a text, and the graphs that each can change.
* `process` runs a text in a process of its own, on a copy of the generation that is served, and
  returns exactly what it would change; ending that process loses nothing.
* `evaluation` is what happens in that process; `comparison` finds what an update has changed.

Nothing here publishes: what comes out is a `Change`, for the one writer.
"""
