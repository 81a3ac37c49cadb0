"""Quality of the standard: the record of a generation, what got worse, and the editors' review."""
