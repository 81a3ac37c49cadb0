"""Large writes: whole graphs put, added to and deleted, in memory that does not grow with them.

A small write holds its statements as objects, which take thirty times the room of their text. A
large one keeps them as lines in files, which are compared a part at a time::

    bodies -> parts (lines by subject) -> compare with the lines that are published -> difference
           -> live store, marked as half written -> shapes, part by part -> one generation

* `process` hands a write to a process of its own, whose memory ends with it.
* `lines` are the files; `parts` makes them of bodies and of the graph that is published.
* `review` looks at what has been written, part by part; `publication` is the whole of it.
"""
