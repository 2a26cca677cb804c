"""`newscrawl serve`: metrics and a status page of a collection over HTTP, on loopback."""

import signal
from pathlib import Path
from types import FrameType

import click

from newscrawl.cli.options import collection_option, existing
from newscrawl.errors import UsageError
from newscrawl.web.server import StatusServer

PORT = 8420


@click.command("serve")
@collection_option
@click.option("--host", default="127.0.0.1", help="Address to listen on; default: loopback.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, help=f"Default: {PORT}; 0: any."
)
def command(folder: Path | None, host: str, port: int) -> int:
    """Serve / (alerts and coverage) and /metrics (for Prometheus) until told to stop.

    It reads only, and asks nobody for a password: let no others reach it.

    \b
    newscrawl serve -c collections/paper.example
    curl http://127.0.0.1:8420/metrics
    """  # noqa: D301 click's own escape
    collection = existing(folder)
    try:
        server = StatusServer(collection, host=host, port=port)
    except OSError as error:
        raise UsageError(f"{host}:{port}: cannot listen there ({error.strerror})") from error
    signal.signal(signal.SIGTERM, _end)
    with server:
        name = f"[{host}]" if ":" in host else host
        click.echo(f"http://{name}:{server.server_address[1]}/ shows {collection.root}", err=True)
        try:
            server.serve_forever(0.2)
        except SystemExit:
            return 0
    return 0


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
