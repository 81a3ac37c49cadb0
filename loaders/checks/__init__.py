"""Checks that somebody asks for: one function behind the command line, the API and the page.

::

    a file or address, and what somebody says about it    `request`
      -> `run`: recognised and checked, nothing published
    over the web, a check has a folder of its own under a random name    `folder`
      -> `jobs` starts a process for it, within limits -> `__main__` is that process
      -> `run` -> `files`: the report in every form, the marked copy, the repaired file
      -> `summary`: what the page of the report shows -> `history` of the publisher

All that the web processes share is in the folders, so any of them can answer for each.
"""
