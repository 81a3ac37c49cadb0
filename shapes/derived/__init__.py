"""What follows from a data standard: files for publishers and programs, and its graph.

Everything here is a pure function of a `Standard`; nothing is written for any one of them.
"""
