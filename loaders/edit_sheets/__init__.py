"""Edit sheets: a list as a spreadsheet that comes back as it went, but for what was edited.

::

    published list -> `listed` -> Listed: its terms, the graphs that speak of them, its columns
      `writing` -> a spreadsheet: a row a term, a column a property, language or datatype
      `reading` -> the rows that somebody edited, each value a term of RDF
      `edits` -> what each cell says against what is published -> datasets to be loaded

What a sheet does not show stays as it is: properties without a column, blank nodes, and what
councils say of terms.
"""
