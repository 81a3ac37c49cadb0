"""Tables that councils publish: from bytes to rows, from headings to columns, from cells to terms.

* `table` opens a source as a table, whatever its format, encoding and delimiter, within `limits`.
* `headings` says which column of a data standard each heading is; `recognition` says which standard
  a table follows.
* `cell` is what a cell becomes; `conversion` chooses the way for a column.
* One module reads each kind of value: `dates`, `times` and `date_formats`, `numbers`, `booleans`,
  `text`, `addresses` of the web, `codes` that a column allows, and `lookup` of the graph's things.
* `points` makes latitude and longitude of coordinates in any system that is used, by way of
  `projections` and `grid_references`.
"""
