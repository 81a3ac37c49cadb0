"""The server: HTTP and the command line, both thin skins over the same functions."""
