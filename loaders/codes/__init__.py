"""Codes that a system holds: from a file to each different code, with where it stands.

* `read` tells what a file is: a list of lines, a JSON array, or a table with a column of codes.
* `lines` reads a list, `array` an array, and `column` finds the column of a table.
* `counting` counts codes within limits.

Nothing of a file is kept, and nothing in it is published.
"""
