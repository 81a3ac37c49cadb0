"""Impact: what the releases of the standard did to the codes that a system holds.

* `edition` has the terms of one edition of the standard by every way to write them, read at once.
* `outcome` says what can have become of a code, and whether something is to be done about it.
* `succession` follows what takes a term's place until it comes to terms that are in use.
* `nation` knows where a term holds, as far as the standard states it.
* `check` puts them together: it finds codes, and tells what became of each.
"""
