"""The knowledge graph: store, generations, descriptions, search, catalogue."""
