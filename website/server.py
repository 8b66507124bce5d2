"""Serves the built site on this machine alone: files below one folder, nothing else."""

from __future__ import annotations

import os
import socketserver
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

HOST = "127.0.0.1"
IDLE_SECONDS = 30
# Said here and not looked up: a Windows registry may call a script text/plain, and browsers then refuse it.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}


class PortTaken(Exception):
    """Another program has the port; the message is one sentence with the way out."""


class SiteServer(ThreadingHTTPServer):
    """Answers on 127.0.0.1; holds its port from the start, and answers once `server_activate` is called."""

    daemon_threads = True
    block_on_close = False
    # On Windows this option would let two servers share a port.
    allow_reuse_address = os.name == "posix"

    def server_bind(self) -> None:
        """Take the port, without the look-up of this machine's name that HTTPServer does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])


class Handler(SimpleHTTPRequestHandler):
    """Answers GET and HEAD with files of the site; everything else is not found."""

    protocol_version = "HTTP/1.1"
    server_version = "Site"
    timeout = IDLE_SECONDS

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Open the file that the path names, or answer with the site's own page for what is not found."""
        path = Path(self.translate_path(self.path))
        hidden = any(part.startswith(".") for part in unquote(urlsplit(self.path).path).split("/"))
        if hidden or not (path / "index.html" if path.is_dir() else path).is_file():
            self._not_found()
            return None
        return super().send_head()

    def _not_found(self) -> None:
        try:
            body = (Path(self.directory) / "404.html").read_bytes()
        except OSError:
            body = b"Not found.\n"
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the content type of a file by its suffix."""
        return TYPES.get(Path(path).suffix.lower(), "application/octet-stream")

    def end_headers(self) -> None:
        """Ask browsers to look again each time: a page may have been built anew."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: the terminal belongs to the lesson's checks."""


def bind(folder: Path, port: int) -> SiteServer:
    """Return a server that has taken the port and does not answer yet; raises PortTaken."""
    try:
        server = SiteServer((HOST, port), partial(Handler, directory=str(folder)), bind_and_activate=False)
        server.server_bind()
    except OSError as error:
        reason = f"Port {port} on {HOST} cannot be used ({error.strerror or error})"
        raise PortTaken(f"{reason}; stop the program that has it, or name another one with --port.") from None
    return server
