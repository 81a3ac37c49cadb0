"""Releases: frozen, citable editions of the standard, and what changed from one to another.

A release is a generation that is never pruned. Its folder opens as a `Generation`, so whatever
reads what is served can read a release::

    releases/2026.1/store          checkpoint of the store that was served
    releases/2026.1/index.sqlite   its index
    releases/2026.1/manifest.json  its manifest
    releases/2026.1/standard.nq.gz what it covers, as sorted N-Quads
    releases/2026.1/terms.sqlite   what it says of each term, and what became of it; see `terms`
    releases/2026.1/known.bin      hashes of all that its terms are called; see `impact.known`
    releases/2026.1/quality.json   what the quality checks found
    releases/2026.1/release.json   version, notes, checksum, what is covered; see `Release`
    releases/2026.2.draft-3/       the third making of a draft; the highest is the one that counts

What is as in an earlier release is a hard link to its file, with what is different beside it, for
example ``index.changes.sqlite``; see `sharing`.

A release covers the standard: the ontology, lists, words, mappings and codes. The checkpoint holds
councils and their data as well, so that a page of then shows what it showed then; the checksum, the
download and the differences speak of the standard alone.
"""
