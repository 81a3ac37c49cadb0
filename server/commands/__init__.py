"""Commands: what `moothall` offers beside the loads, checks and queries of `cli`."""
