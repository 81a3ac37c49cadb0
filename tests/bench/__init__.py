"""The measurements behind the figures that the project states: ``make bench``.

Each module measures one thing and returns rows of a table. Nothing here is a test: machines are
noisy, so read ratios, taken in the same run, before seconds.
"""
