"""A council that does not exist, with records that show what a published dataset looks like.

`catalogue.ttl` lists the datasets and `westmere.ttl` describes the council; both are written by
hand. The records are written by ``python -m moothall.loaders.samples.generate`` from the two
tables here. Everything is fictional, and placed where nobody can take it for real: in the North
Sea, with telephone numbers kept for drama, postcodes that are not in use and example.org.
"""
