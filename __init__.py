"""The repository root is the package ``moothall``.

``graph/store.py`` is ``moothall.graph.store``: the five folders are reached by the links in
``.src/moothall`` when installed for development, and are copied under ``moothall/`` in the wheel,
where ``moothall`` is a namespace package. This file is not packaged.
"""
