"""A plain server of files that remembers what it was asked for, and a place that remembers who knocked."""

from __future__ import annotations

import functools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar


@contextmanager
def served(folder: Path, *, foreign: bool = False) -> Iterator[tuple[str, list[str]]]:
    """The address of a folder, and the paths asked for so far. As a host that knows no type but those of old.

    Parameters
    ----------
    folder : Path
    foreign : bool
        Whether pages of other origins may read it, as on a public network.
    """
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        extensions_map: ClassVar = {"": "application/octet-stream", ".html": "text/html", ".js": "text/javascript"}

        def do_GET(self) -> None:
            asked.append(self.path)
            super().do_GET()

        def end_headers(self) -> None:
            if foreign:
                self.send_header("Access-Control-Allow-Origin", "*")
            super().end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@contextmanager
def trap() -> Iterator[tuple[int, list[bytes]]]:
    """A port, and what came to it so far."""
    came: list[bytes] = []
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()

        def watch() -> None:
            while True:
                try:
                    visitor, _ = door.accept()
                except OSError:
                    return
                with visitor:
                    visitor.settimeout(1)
                    came.append(visitor.recv(100))

        threading.Thread(target=watch, daemon=True).start()
        yield door.getsockname()[1], came
