"""A tape: the bytes of an archive file behind their gzip members, read once, in small pieces."""

import os
import re
import zlib
from typing import BinaryIO

PIECE = 65_536
_GZIP = b"\x1f\x8b"
_TRIAL_BYTES = 4096
MAX_RATIO = 200
"""Inflated bytes for each byte of a member; archives of real pages stay under 30."""
FREE_BYTES = 1 << 30
"""Inflated bytes that no ratio forbids."""
_ARC_LINE = rb"[a-z][a-z0-9+.-]*:[^\r\n]* \d{12,17} [^\r\n]* -?\d+\r?\n"
START = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n|" + _ARC_LINE)
"""The first line of a record."""
NEXT_START = re.compile(rb"(?<=\n)(?:WARC/\d+\.\d+[ \t]*\r?\n|" + _ARC_LINE + rb")")


class Tape:
    """A file without gzip around it: one member that goes to the end.

    Nothing here raises but OSError: damage ends the member and is told by `fault`.
    """

    is_gzip = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, os.SEEK_END)
        self.offset = 0
        """First byte of the member on disk."""
        self.inner = 0
        """Bytes of the member that were read."""
        self.fault: tuple[str, str] | None = None
        """Name and text of what ended the member before its time."""
        self._buffer = bytearray()
        self._is_over = False
        self._position = 0

    def begin(self, offset: int) -> None:
        """Go to the member that begins at `offset`."""
        self.offset, self.inner = offset, 0
        self._position = offset
        self.fault = None
        self._buffer.clear()
        self._is_over = False

    def continues(self) -> bool:
        """Go on with the next member if it begins with no record of its own; tell whether."""
        return False

    def peek(self, size: int) -> bytes:
        """Give the next bytes without taking them; fewer only at the member's end."""
        while len(self._buffer) < size and not self._is_over:
            self._fill()
        return bytes(self._buffer[:size])

    def read(self, size: int) -> bytes:
        """Take up to `size` bytes, at most a piece; nothing only at the member's end."""
        if not self._buffer:
            self.peek(1)
        data = bytes(self._buffer[:size])
        del self._buffer[: len(data)]
        self.inner += len(data)
        return data

    def skip_to_record(self) -> None:
        """Take what comes before the next first line of a record, or all."""
        while data := self.peek(PIECE):
            found = NEXT_START.search(data, 1)
            if found is not None:
                self._take(found.start())
                return
            # A first line may lie across the end of what is in sight.
            self._take(len(data) if self._is_over else max(1, len(data) - 4096))

    def _take(self, size: int) -> None:
        while size > 0:
            size -= len(self.read(size))

    @property
    def end(self) -> int:
        """Give the first byte on disk after the member; for members that are over."""
        return self.offset + self.inner

    def next_start(self, after: int) -> int:
        """Find the next member that begins like a record; the file's end where there is none."""
        return max(after, self.size)

    def _fill(self) -> None:
        piece = self._load()
        self._buffer += piece
        self._is_over = not piece

    def _load(self) -> bytes:
        self._file.seek(self._position)
        piece = self._file.read(PIECE)
        self._position += len(piece)
        return piece


class GzipTape(Tape):
    """A file of gzip members."""

    is_gzip = True

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self._rest = b""
        self._renew()

    def begin(self, offset: int) -> None:
        """Go to the member that begins at `offset`."""
        rest, position = (self._rest, self._position) if offset == self.end else (b"", offset)
        super().begin(offset)
        self._position = position
        self._renew(rest)

    def continues(self) -> bool:
        """Go on with the next member if it begins with no record of its own; tell whether."""
        if self.fault is not None or self.end >= self.size:
            return False
        head = self._head_at(self.end)
        if not head or START.match(head):
            return False
        self._renew(self._rest)
        self._is_over = False
        return True

    @property
    def end(self) -> int:
        """Give the first byte on disk after the member; for members that are over."""
        return self._position - len(self._rest)

    def next_start(self, after: int) -> int:
        """Find the next member that begins like a record; the file's end where there is none."""
        position, kept = after, b""
        while True:
            self._file.seek(position)
            piece = self._file.read(1 << 20)
            data = kept + piece
            start = data.find(_GZIP + b"\x08")
            while start >= 0:
                found = position - len(kept) + start
                if self._begins_record(found):
                    return found
                start = data.find(_GZIP + b"\x08", start + 1)
            if not piece:
                return self.size
            position, kept = position + len(piece), data[-2:]

    def _begins_record(self, offset: int) -> bool:
        return START.match(self._head_at(offset)) is not None

    def _head_at(self, offset: int) -> bytes:
        """Inflate the beginning of a member; nothing where there is none."""
        self._file.seek(offset)
        try:
            return zlib.decompressobj(31).decompress(self._file.read(PIECE), _TRIAL_BYTES)
        except zlib.error:
            return b""

    def _renew(self, fed: bytes = b"") -> None:
        self._decoder = zlib.decompressobj(31)
        self._fed, self._rest = fed, b""

    def _fill(self) -> None:
        piece = self._fed or self._load()
        try:
            # A small piece may inflate a thousandfold: one call gives a bounded part of it.
            self._buffer += self._decoder.decompress(piece, PIECE)
        except zlib.error as error:
            self._break(_kind(error), str(error))
            return
        self._fed = self._decoder.unconsumed_tail
        inflated, packed = self.inner + len(self._buffer), self._position - self.offset
        if inflated > max(FREE_BYTES, MAX_RATIO * packed):
            self._break("bomb", "a gzip member that inflates beyond all measure")
        elif self._decoder.eof:
            self._rest = self._decoder.unused_data
            self._is_over = True
        elif not piece:
            self._break("torn", "the file ends within a gzip member")

    def _break(self, name: str, text: str) -> None:
        self._is_over = True
        if self.inner == 0 and not self._buffer:
            self._file.seek(self.offset)
            head = self._file.read(512)
            if not head.strip(b"\0"):
                name, text = "zeros", "zero bytes where a gzip member must begin"
            elif not head.startswith(_GZIP[: len(head)]):
                name, text = "garbage", "bytes that are no gzip member"
        self.fault = (name, text)


def _kind(error: zlib.error) -> str:
    text = str(error)
    if "incorrect data check" in text:
        return "bad-crc"
    return "bad-size" if "incorrect length check" in text else "bad-gzip"
