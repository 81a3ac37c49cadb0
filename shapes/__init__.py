"""What good data looks like: SHACL shapes, the engine that checks them, and the report."""
