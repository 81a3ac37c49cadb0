"""What a spreadsheet holds that is an archive: looked at before anything reads it.

Source: ECMA-376 part 2 (XLSX, XLSB); OpenDocument 1.3 part 2 (ODS).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from ....graph.errors import SourceError
from ...source import Source
from ..form import Kind
from ..limits import TableLimits
from .binary_cells import has_short_cells

_PIECE_BYTES = 1_000_000
_SMALL_BYTES = 20_000_000
"""Up to this size nobody minds how well a file was packed."""

_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"

_KINDS: tuple[tuple[str, Kind], ...] = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("content.xml", "ods"),
)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    ValueError,
)
"""What Python raises at an archive whose numbers are wrong."""

_DECLARATION = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y|E\x00?N\x00?T\x00?I)")
"""The start of a DOCTYPE or ENTITY declaration, in UTF-8 or UTF-16; in a cell, ``<`` is escaped."""

_DECLARATION_BYTES = 16


def check_archive(source: Source, limits: TableLimits) -> Kind:
    """Return the kind of spreadsheet that an archive is, once all of it has been looked at.

    Every part is unpacked a piece at a time, since what an archive says of their sizes may be
    false.

    Raises:
        SourceError: it is no spreadsheet, damaged, protected by a password, larger than it may be
            when unpacked, declares entities, or has cells that are passed over.
    """
    if source.data.count(_DIRECTORY_ENTRY) > limits.parts:
        raise _refusal(source, f"it has more than {limits.parts:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names = set(archive.namelist())
            kind = next((kind for name, kind in _KINDS if name in names), None)
            if kind is None:
                raise SourceError(
                    "it is an archive that is no spreadsheet",
                    source=source.name,
                    remedy="unpack it, and give the table that is in it",
                )
            _unpack(source, archive, limits)
            if kind == "xlsb" and has_short_cells(archive):
                raise SourceError(
                    "the spreadsheet has cells in a short form that is not read",
                    source=source.name,
                    remedy="open it in a spreadsheet program, and save it as XLSX or CSV",
                )
    except _DAMAGE as error:
        raise SourceError(
            f"the spreadsheet is damaged ({error})",
            source=source.name,
            remedy="download or save it again",
        ) from error
    return kind


def _unpack(source: Source, archive: zipfile.ZipFile, limits: TableLimits) -> None:
    most = min(limits.unpacked_bytes, max(_SMALL_BYTES, len(source.data) * limits.unpacked_ratio))
    total = 0
    for part in archive.infolist():
        if part.flag_bits & _ENCRYPTED:
            raise SourceError(
                "the spreadsheet is protected by a password",
                source=source.name,
                remedy="save it without one",
            )
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refusal(source, f"its part {part.filename[:100]!r} is packed in a rare way")
        is_xml = part.filename.endswith((".xml", ".rels"))
        end = b""
        with archive.open(part) as file:
            while piece := file.read(_PIECE_BYTES):
                total += len(piece)
                if total > most:
                    raise _refusal(source, f"it has more than {most:,} bytes when unpacked")
                if is_xml and _DECLARATION.search(end + piece):
                    raise _refusal(source, f"its part {part.filename[:100]!r} declares entities")
                end = piece[-_DECLARATION_BYTES:]


def _refusal(source: Source, what: str) -> SourceError:
    return SourceError(
        f"the spreadsheet is not read, because {what}",
        source=source.name,
        remedy="save the sheet as CSV and send that",
    )
