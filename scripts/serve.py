#!/usr/bin/env python3
"""Serves the built page: scripts/serve.py [--port N] [FOLDER]

The right MIME types, files compressed where FILE.br or FILE.gz stands beside FILE and the browser takes
it, no use of a cached file without asking (a new build shows at the next reload), and the headers with
which a browser offers its precise clock and shared memory. Listens on this machine alone.
"""
import argparse
import functools
import http.server
import pathlib
import re
import sys


class PageHandler(http.server.SimpleHTTPRequestHandler):
    extensions_map = {
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
        ".txt": "text/plain; charset=utf-8",
        "": "application/octet-stream",
    }

    default_request_version = "HTTP/1.0"  # so that the answer to a broken request line has a status
    timeout = 30  # seconds that a request may take to arrive

    def parse_request(self):
        if not self.raw_requestline.strip():
            self.requestline, self.request_version, self.command = "", "HTTP/1.0", "GET"
            self.send_error(400, "Empty request")
            return False
        return super().parse_request()

    encoding = None  # of the file that is being sent

    def send_head(self):
        self.encoding = None
        try:
            path, _, _ = self.path.partition("?")
            file = pathlib.Path(self.translate_path(path))
            if file.is_dir() and path.endswith("/"):
                path, file = path + "index.html", file / "index.html"
            offers = re.findall(r"([\w*-]+)(?:\s*;\s*q=([\d.]+))?", self.headers.get("Accept-Encoding", ""))
            accepted = [name for name, share in offers if not share or share.strip("0.")]  # q=0: not that one
            for encoding, ending in (("br", ".br"), ("gzip", ".gz")):
                beside = pathlib.Path(str(file) + ending)
                if encoding in accepted and file.is_file() and beside.is_file():
                    self.encoding, self.path = encoding, path + ending
                    break
            return super().send_head()
        except (ValueError, OSError):  # a path with a zero byte, or longer than any file's
            self.send_error(400, "No such path can be")
            return None

    def guess_type(self, path):
        return super().guess_type(path[:-3] if self.encoding else path)  # .br and .gz are three signs

    def end_headers(self):
        if self.encoding:
            self.send_header("Content-Encoding", self.encoding)
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Cross-Origin-Resource-Policy", "cross-origin")  # articles may embed the page
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_request(self, *args):
        pass


class PageServer(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a browser that has gone away
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default="build/web", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=8000, help="0: any free one (default 8000)")
    options = parser.parse_args()
    if not (options.folder / "index.html").exists():
        sys.exit(f"serve.py: {options.folder} holds no index.html: build the page first")
    handler = functools.partial(PageHandler, directory=options.folder)
    try:
        server = PageServer(("127.0.0.1", options.port), handler)
    except OSError as error:
        sys.exit(f"serve.py: port {options.port} cannot be used ({error.strerror}): try --port 0")
    print(f"http://localhost:{server.server_port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
