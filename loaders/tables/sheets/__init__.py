"""Spreadsheets: XLSX, XLSB, XLS and ODS, read in a process of their own.

A file of a few kilobytes can ask for all memory there is (a cell in the last column of the last row
is enough), and no library stops at a limit. So `archive` looks at what would be unpacked, and
`process` has another process read the sheet, with a limit on its memory and time, and without a
network; `__main__` is that process. It hands the sheet back as comma separated text, which is then
read as any other; `cell_text` says what its cells become.
"""
