"""A server on loopback that sends exactly the bytes a test gives it, and keeps what it got."""

import asyncio
import ssl
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from socket import SO_LINGER, SOL_SOCKET
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """The pieces of one response, each its own write, and what happens to the connection then."""

    pieces: tuple[bytes, ...]
    end: str = "keep"  # keep, close, reset, hang

    @property
    def wire(self) -> bytes:
        return b"".join(self.pieces)


@dataclass(slots=True)
class RawServer:
    """Answers requests by path; `requests` holds every request's bytes in order of arrival."""

    answers: dict[str, Answer | bytes | list[Answer | bytes]] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    greeting: bytes = b""
    """Sent to every connection before anything is read; then it is closed."""
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def requests_for(self, path: str) -> list[bytes]:
        return [data for asked, data in self.requests if asked == path]

    def wire(self, path: str) -> bytes:
        answer = self.answers[path]
        return answer.wire if isinstance(answer, Answer) else answer

    async def __aenter__(self) -> "RawServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.close()
        for writer in self._tasks.values():
            writer.transport.abort()
        await asyncio.gather(*self._tasks)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._tasks[asyncio.current_task()] = writer
        with suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            if self.greeting:
                writer.write(self.greeting)
                await reader.read()
            while not self.greeting and await self._exchange(reader, writer):
                pass
        writer.transport.abort()
        with suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()
        del self._tasks[asyncio.current_task()]

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        target = urlsplit(head.split(b" ")[1].decode("latin-1"))
        path = target.path + (f"?{target.query}" if target.query else "")
        self.requests.append((path, head + await reader.readexactly(length)))
        answer = self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, bytes):
            answer = Answer((answer,))
        for piece in answer.pieces:
            writer.write(piece)
            await writer.drain()
        return await self._end(answer.end, reader, writer)

    async def _end(
        self, end: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        if end == "hang":
            await reader.read()
        elif end == "reset":
            # Linger of 0 s turns the close into a reset; it must not overtake the data.
            await asyncio.sleep(0.05)
            writer.get_extra_info("socket").setsockopt(
                SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0)
            )
            writer.transport.abort()
        elif end == "close":
            writer.close()
            await writer.wait_closed()
        return end == "keep"


@dataclass(slots=True)
class ConnectProxy:
    """A proxy that tunnels CONNECT requests to 127.0.0.1 and keeps their heads."""

    heads: list[bytes] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> "ConnectProxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        port = int(head.split(b" ")[1].rpartition(b":")[2])
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))
        finally:
            for end in (writer, far_writer):
                end.transport.abort()
                with suppress(ConnectionError):
                    await end.wait_closed()
            self._tasks.discard(asyncio.current_task())


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
