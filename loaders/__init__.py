"""Sources to quads: one module a format, and the life of a load.

A load goes: fetch (`source`) -> recognise (`formats`) -> read (a module a format; makes what is in
`staged`) -> carry over, materialise and check (`staging`) -> one exact change and the next
generation (`publication`). `load` and `shipped` are the two ways in.
"""
