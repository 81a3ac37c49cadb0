"""Forms: how a thing is written as JSON, CSV, RDF, a feed or text; one module for each family."""
