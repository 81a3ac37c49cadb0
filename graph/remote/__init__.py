"""The remote store: the graph in any SPARQL 1.1 store that is reached over HTTP.

The second implementation of the seam. Reading asks the store's query endpoint; a publish writes
each changed graph beside the old one and moves them all into place in one update; a token in the
catalogue graph says which generation the store holds. The index and the manifest of a generation
are built in the data directory, from a full read of the store, whenever that token changes.

`moothall.graph.opening` is the door: it returns what the settings ask for.
"""
