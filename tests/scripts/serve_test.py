#!/usr/bin/env python3
"""scripts/serve.py answers every request, however malformed, with a status line, and goes on."""
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "serve.py"

GOOD = b"GET /index.html HTTP/1.0\r\n\r\n"
MALFORMED = [
    b"\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/x\r\n\r\n",
    b"GET / HTTP/1.0 and more\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
    b"GET /%00 HTTP/1.0\r\n\r\n",
    b"HEAD /a%00.js HTTP/1.0\r\n\r\n",
    b"GET /%ff HTTP/1.0\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.0\r\n\r\n",
    b"GET //[::1 HTTP/1.0\r\n\r\n",
    b"GET http://x:99999999/ HTTP/1.0\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.0\r\n\r\n",
    b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.0\r\n\r\n",
    b"GET /index.html/ HTTP/1.0\r\n\r\n",
    b"GET /" + b"a" * 5000 + b" HTTP/1.0\r\n\r\n",
    b"GET /" + b"a" * 70000 + b" HTTP/1.0\r\n\r\n",
    b"GET / HTTP/1.0\r\n" + b"A: b\r\n" * 500 + b"\r\n",
    b"GET / HTTP/1.0\r\nA" + b"a" * 70000 + b"\r\n\r\n",
    b"POST / HTTP/1.0\r\nContent-Length: x\r\n\r\n",
    b"NONSENSE / HTTP/1.0\r\n\r\n",
]


class Serve(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        pathlib.Path(self.folder.name, "index.html").write_text("<p>the page</p>")
        self.server = subprocess.Popen(
            [sys.executable, PROGRAM, "--port", "0", self.folder.name],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        address = self.server.stdout.readline().strip().rstrip("/")
        self.port = int(address.rsplit(":", 1)[1])

    def tearDown(self):
        self.server.kill()
        self.server.communicate()
        self.folder.cleanup()

    def ask(self, request):
        answer = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            try:
                while part := connection.recv(65536):
                    answer += part
            except ConnectionResetError:
                pass  # after the answer, as not all of an endless request was read
        return answer

    def test_malformed_requests_are_answered(self):
        for request in MALFORMED:
            status = self.ask(request).split(b"\r\n")[0]
            self.assertRegex(status, rb"^HTTP/1\.0 (400|404|414|431|501|505) ", request[:60])
        self.assertTrue(self.ask(GOOD).endswith(b"<p>the page</p>"))
        self.server.kill()
        self.assertNotIn("Traceback", self.server.communicate()[1])

    def test_compressed_files_go_to_those_who_take_them(self):
        for ending in ("br", "gz"):
            pathlib.Path(self.folder.name, "index.html." + ending).write_bytes(ending.encode())
        for accepts, body in ((b"gzip, deflate, br", b"br"), (b"gzip;q=1", b"gz"),
                              (b"gzip;q=0, br; q=0.0", b"<p>the page</p>"), (b"br;q=0, gzip;q=0.5", b"gz"),
                              (b"identity", b"<p>the page</p>"), (b"browser", b"<p>the page</p>")):
            for path in (b"/", b"/index.html"):
                head, sent = self.ask(b"GET " + path + b" HTTP/1.0\r\nAccept-Encoding: " + accepts +
                                      b"\r\n\r\n").split(b"\r\n\r\n")
                self.assertEqual(sent, body, accepts)
                self.assertIn(b"Content-type: text/html", head)
                self.assertIn(b"Content-Length: %d" % len(body), head)
        head = self.ask(b"GET / HTTP/1.0\r\nAccept-Encoding: br\r\n"
                        b"If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n\r\n")
        self.assertTrue(head.startswith(b"HTTP/1.0 304 "), head)
        for since in (b"nonsense", b"Fri, 99 Jan 2100 00:00:00 GMT"):
            head = self.ask(b"GET / HTTP/1.0\r\nAccept-Encoding: br\r\nIf-Modified-Since: " + since +
                            b"\r\n\r\n")
            self.assertTrue(head.startswith(b"HTTP/1.0 200 "), head)
        pathlib.Path(self.folder.name, "alone.js.br").write_bytes(b"x")
        self.assertTrue(self.ask(b"GET /alone.js HTTP/1.0\r\nAccept-Encoding: br\r\n\r\n")
                        .startswith(b"HTTP/1.0 404 "))

    def test_a_browser_that_goes_away_is_no_fault(self):
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
                connection.sendall(GOOD)
        self.assertTrue(self.ask(GOOD).startswith(b"HTTP/1.0 200 "))
        self.server.kill()
        self.assertNotIn("Traceback", self.server.communicate()[1])


if __name__ == "__main__":
    unittest.main()
