"""A source: the bytes of a file or web address, fetched within limits, and their digest."""

from __future__ import annotations

import base64
import codecs
import io
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TextIO
from urllib.parse import unquote, urlsplit

from ..graph.config import Config
from ..graph.errors import SourceError

_CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Source:
    """What was fetched.

    Attributes:
        name: the last part of the address, e.g. ``services.csv``; errors name it.
        address: the path or web address as it was given.
        data: the bytes.
        content_type: the media type that a web server named, without parameters; else empty.
        digest: the SHA-256 of the bytes in hexadecimal, computed once.
    """

    name: str
    address: str
    data: bytes
    content_type: str = ""
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", sha256(self.data).hexdigest())

    @property
    def iri(self) -> str:
        """Return the IRI that provenance names it by; a file's is made of its digest.

        A path on somebody's disk is nobody else's business and may name another file tomorrow.

        Source: RFC 6920, section 3 (``ni`` addresses).
        """
        if is_web_address(self.address):
            return self.address
        digest = base64.urlsafe_b64encode(bytes.fromhex(self.digest)).rstrip(b"=").decode()
        return f"ni:///sha-256;{digest}"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a source.

    Attributes:
        text: the characters, without a byte order mark.
        encoding: the encoding that it was read in.
        notes: what a person should know about that, if anything.
    """

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the text of a source is written as bytes.

    Attributes:
        name: its name for people.
        codec: Python's codec for the bytes after the mark.
        mark_bytes: the bytes of the byte order mark, which is no text.
        notes: what a person should know about it, if anything.
    """

    name: str
    codec: str
    mark_bytes: int = 0
    notes: tuple[str, ...] = ()


def is_web_address(address: str) -> bool:
    """Return whether an address is fetched from the web rather than from the disk."""
    return address.lower().startswith(("http://", "https://"))


def fetch(address: str, config: Config) -> Source:
    """Return the source at a path or an http or https address.

    Raises:
        SourceError: it is missing, empty, too large or out of reach.
    """
    if is_web_address(address):
        source = _download(address, config)
    elif "://" in address and not address.lower().startswith("file://"):
        raise SourceError(
            f"addresses of the kind {address.split(':', 1)[0]!r} are not fetched",
            source=address,
            remedy="give the path of a file, or an address that starts with http:// or https://",
        )
    else:
        source = _read_file(address, config)
    if not source.data:
        raise SourceError(
            "the file is empty", source=source.name, remedy="download or export it again"
        )
    return source


def encoding_of(source: Source) -> Encoding:
    """Return the encoding of a source: UTF-8, UTF-16 with or without a mark, or else Windows-1252.

    All of the source is looked through, a piece at a time.

    Raises:
        SourceError: the bytes are no text.
    """
    data = source.data
    found = _utf_16(data)
    if found:
        fault = _first_fault(data, found)
        if fault is not None:
            raise _not_text(source)
        return Encoding(
            "utf-16", found.codec, found.mark_bytes, (f"{source.name} was read as UTF-16",)
        )
    if b"\x00" in data:
        raise _not_text(source)
    mark_bytes = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    encoding = Encoding("utf-8", "utf-8", mark_bytes)
    fault = _first_fault(data, encoding)
    if fault is None:
        return encoding
    line = (data.count(b"\n", 0, fault) or data.count(b"\r", 0, fault)) + 1
    note = (
        f"{source.name} is not UTF-8 (line {line}), so it was read as Windows-1252; "
        "look at its accented letters, and save it as UTF-8 to be sure"
    )
    encoding = Encoding("cp1252", "cp1252", mark_bytes, (note,))
    if _first_fault(data, encoding) is not None:
        raise _not_text(source)
    return encoding


def decode(source: Source) -> Text:
    """Return the text of a source: UTF-8, UTF-16 with or without a mark, or else Windows-1252.

    Raises:
        SourceError: the bytes are no text.
    """
    encoding = encoding_of(source)
    text = source.data[encoding.mark_bytes :].decode(encoding.codec)
    return Text(text, encoding.name, encoding.notes)


def open_text(source: Source, encoding: Encoding) -> TextIO:
    """Return the text of a source as a stream, decoded piece by piece, its line ends as they are.

    Args:
        source: the source.
        encoding: its encoding, as `encoding_of` found it.
    """
    data = io.BytesIO(source.data)
    data.seek(encoding.mark_bytes)
    return io.TextIOWrapper(data, encoding=encoding.codec, newline="")


def _utf_16(data: bytes) -> Encoding | None:
    """Return the UTF-16 of the data, by its mark or by where its zero bytes stand, if it is."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return Encoding("utf-16", "utf-16-le", 2)
    if data.startswith(codecs.BOM_UTF16_BE):
        return Encoding("utf-16", "utf-16-be", 2)
    start = data[:200]
    if len(start) >= 4 and not len(data) % 2:
        if b"\x00" not in start[0::2] and start[1::2].count(0) > len(start) * 0.4:
            return Encoding("utf-16", "utf-16-le")
        if b"\x00" not in start[1::2] and start[0::2].count(0) > len(start) * 0.4:
            return Encoding("utf-16", "utf-16-be")
    return None


def _first_fault(data: bytes, encoding: Encoding) -> int | None:
    """Return where data is no text in an encoding; None if all of it is."""
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    view = memoryview(data)
    for start in range(encoding.mark_bytes, len(data), _CHUNK_BYTES):
        kept = len(decoder.getstate()[0])
        end = start + _CHUNK_BYTES
        try:
            text = decoder.decode(view[start:end], end >= len(data))
        except UnicodeDecodeError as error:
            return start - kept + error.start
        if "\x00" in text:
            return start
    return None


def _not_text(source: Source) -> SourceError:
    return SourceError(
        "the file is not text",
        source=source.name,
        remedy="give a CSV, XML or RDF file; a spreadsheet can be saved as CSV",
    )


def _read_file(address: str, config: Config) -> Source:
    path = Path(unquote(urlsplit(address).path) if "://" in address else address)
    try:
        with path.open("rb") as file:
            data = file.read(config.max_source_bytes + 1)
    except FileNotFoundError as error:
        raise SourceError(
            "there is no such file", source=str(path), remedy="look at the spelling of the path"
        ) from error
    except OSError as error:
        raise SourceError(
            f"the file cannot be read ({error.strerror})",
            source=str(path),
            remedy="look at what it is and who may read it",
        ) from error
    if len(data) > config.max_source_bytes:
        raise _too_large(path.name, config)
    return Source(path.name, address, data)


def _download(address: str, config: Config) -> Source:
    # a process that reads files alone starts without it in two thirds of the time
    import requests

    name = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) or address
    chunks: list[bytes] = []
    size = 0
    try:
        with requests.get(address, stream=True, timeout=config.fetch_timeout_s) as response:
            if response.status_code != 200:
                raise SourceError(
                    f"the server answered {response.status_code} {response.reason}",
                    source=address,
                    remedy="open the address in a browser to see whether it has moved",
                )
            for chunk in response.iter_content(_CHUNK_BYTES):
                size += len(chunk)
                if size > config.max_source_bytes:
                    raise _too_large(address, config)
                chunks.append(chunk)
            content_type = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    except requests.RequestException as error:
        raise SourceError(
            f"the address cannot be reached ({type(error).__name__})",
            source=address,
            remedy="look at the spelling of the address and at the network, then try again",
        ) from error
    return Source(name, address, b"".join(chunks), content_type)


def _too_large(name: str, config: Config) -> SourceError:
    return SourceError(
        f"it is larger than {config.max_source_bytes:,} bytes",
        source=name,
        remedy="split it, or raise MOOTHALL_MAX_SOURCE_BYTES",
    )
