"""Servers on loopback that run in a thread of their own for as long as a context lasts."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from socketserver import BaseServer
from typing import Any

_SECONDS = 30


@contextmanager
def listening(
    begin: Callable[[], Coroutine[Any, Any, Sequence[asyncio.Server]]],
) -> Iterator[None]:
    """Run the asyncio servers that `begin` starts; what goes wrong there is raised here."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    servers: Sequence[asyncio.Server] = ()
    try:
        servers = asyncio.run_coroutine_threadsafe(begin(), loop).result(_SECONDS)
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_end(servers), loop).result(_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(servers: Sequence[asyncio.Server]) -> None:
    for server in servers:
        server.close()
    answering = asyncio.all_tasks() - {asyncio.current_task()}
    for task in answering:
        task.cancel()
    await asyncio.gather(*answering, return_exceptions=True)


@contextmanager
def serving_threads(server: BaseServer) -> Iterator[str]:
    """Run a server that is bound already, and close it at the end; gives its base URL."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
