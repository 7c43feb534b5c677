"""A file server for the tests: HEAD, GET, ranges; connections that break.

    server.py FOLDER [--break-after BYTES] [--no-ranges] [--breaks N] [--stall] [--log FILE]

Prints its port. With --break-after, the first N answers (all, without --breaks) to a GET of model.safetensors end after so many bytes;
with --stall they stay open instead and bring nothing more.
"""

import argparse
import http.server
import os
import re
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, body):
        path = os.path.join(OPTIONS.folder, self.path.split("?")[0].lstrip("/"))
        if OPTIONS.log and body:
            with open(OPTIONS.log, "a") as log:
                log.write(f"{self.path} {self.headers.get('Range', '-')}\n")
        if not os.path.isfile(path):
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with open(path, "rb") as file:
            content = file.read()
        start = 0
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if match and not OPTIONS.no_ranges:
            start = int(match[1])
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        part = content[start:]
        self.send_header("Content-Length", str(len(part)))
        self.send_header("ETag", f'"{len(content)}-{hash(content) & 0xFFFF}"')
        self.end_headers()
        if not body:
            return
        if OPTIONS.break_after and path.endswith("model.safetensors") and OPTIONS.breaks != 0 and len(part) > OPTIONS.break_after:
            OPTIONS.breaks -= 1
            self.wfile.write(part[:OPTIONS.break_after])
            self.wfile.flush()
            if OPTIONS.stall:
                time.sleep(60)
            self.close_connection = True
            self.connection.close()
            return
        self.wfile.write(part)

    def log_message(self, *_):
        pass


parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--break-after", type=int, default=0)
parser.add_argument("--breaks", type=int, default=-1)
parser.add_argument("--stall", action="store_true")
parser.add_argument("--no-ranges", action="store_true")
parser.add_argument("--log")
OPTIONS = parser.parse_args()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
