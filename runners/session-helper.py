"""Runs beside a session: a terminal over WebSocket, and a way on to ports that listen next to it.

It listens on ATELIER_HOST and ATELIER_HELPER_PORT alone and asks everybody for ATELIER_SESSION_TOKEN, as
`Authorization: token ...`; Atelier's proxy brings it. Nothing but Python's standard library is needed.

    GET /terminal?name=1   WebSocket. Binary frames are what is typed and what is shown; text frames are JSON:
                           {"type": "resize", "cols": 80, "rows": 24} comes, {"type": "ended"} goes.
    CONNECT 127.0.0.1:3000 A bare connection to a port of this machine's loopback, as a proxy gives it.
"""

import base64
import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import pty
import signal
import socket
import struct
import termios
import threading
import time
import urllib.parse

HEAD_BYTES = 16384
HEAD_SECONDS = 10
SEND_SECONDS = 10
# What a viewer who comes (back) is shown of before.
KEEP_BYTES = 256 * 1024
FRAME_BYTES = 1024 * 1024
MOST_TERMINALS = 10
# Everybody on the machine reaches the port: of those who have not said who they are, the oldest leaves.
MOST_STRANGERS = 64
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

# Nothing that is started from here finds it in its environment.
token = os.environ.pop("ATELIER_SESSION_TOKEN", "")
terminals = {}
terminals_lock = threading.Lock()
strangers = {}
strangers_lock = threading.Lock()


class Viewer:
    """One WebSocket that looks at a terminal."""

    def __init__(self, connection, incoming):
        self.connection = connection
        self.incoming = incoming
        self.lock = threading.Lock()

    def send(self, opcode, payload):
        length = len(payload)
        form, word = ("!BB", length) if length < 126 else ("!BBH", 126) if length < 65536 else ("!BBQ", 127)
        head = struct.pack(form, 0x80 | opcode, word, *([] if length < 126 else [length]))
        with self.lock:
            self.connection.sendall(head + payload)

    def close(self, code=1000):
        with contextlib.suppress(OSError):
            self.send(8, struct.pack("!H", code))
        shut(self.connection, socket.SHUT_WR)

    def read(self, count):
        taken = self.incoming.read(count)
        if len(taken) < count:
            raise EOFError
        return taken

    def frame(self):
        first, second = self.read(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self.read(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self.read(8))
        if not second & 0x80 or length > FRAME_BYTES:
            raise ValueError("No frame of a client, or too long a one.")
        mask = self.read(4)
        payload = self.read(length)
        if mask != b"\0\0\0\0" and payload:
            key = (mask * (length // 4 + 1))[:length]
            payload = (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(length, "big")
        return first & 0x0F, payload


class Terminal:
    """A shell on a terminal of its own, and all who look at it."""

    def __init__(self, name):
        self.name = name
        self.kept = bytearray()
        self.viewers = set()
        self.lock = threading.Lock()
        self.process, self.master = pty.fork()
        if self.process == 0:
            start_shell()
        threading.Thread(target=self.show, daemon=True).start()

    def show(self):
        """Gives what the shell prints to all who look, as fast as the slowest takes it."""
        while True:
            try:
                chunk = os.read(self.master, 65536)
            except OSError:
                chunk = b""
            if not chunk:
                break
            with self.lock:
                self.kept += chunk
                del self.kept[:-KEEP_BYTES]
                viewers = list(self.viewers)
            for viewer in viewers:
                self.tell(viewer, 2, chunk)
        self.end()

    def tell(self, viewer, opcode, payload):
        try:
            viewer.send(opcode, payload)
        except OSError:
            self.viewers.discard(viewer)
            shut(viewer.connection)

    def end(self):
        with terminals_lock:
            if terminals.get(self.name) is self:
                del terminals[self.name]
        with self.lock:
            viewers, self.viewers = list(self.viewers), set()
        for viewer in viewers:
            self.tell(viewer, 1, b'{"type":"ended"}')
            viewer.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.process, 0)
        os.close(self.master)

    def attach(self, viewer):
        with self.lock:
            if self.kept:
                viewer.send(2, bytes(self.kept))
            self.viewers.add(viewer)

    def type(self, payload):
        while payload:
            payload = payload[os.write(self.master, payload) :]

    def resize(self, cols, rows):
        cols, rows = max(2, min(int(cols), 1000)), max(1, min(int(rows), 1000))
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))


def start_shell():
    os.environ["TERM"] = "xterm-256color"
    with contextlib.suppress(OSError):
        os.chdir(os.environ.get("ATELIER_WORKSPACE", "."))
    wanted = os.environ.get("SHELL", "")
    usable = [each for each in (wanted, "/bin/bash", "/bin/sh") if os.access(each, os.X_OK)]
    # The account of a service has a shell that lets nobody in.
    shells = [each for each in usable if os.path.basename(each) not in ("nologin", "false")]
    try:
        os.execv(shells[0], ["-" + os.path.basename(shells[0])])
    finally:
        os._exit(127)


def terminal_named(name):
    with terminals_lock:
        if name not in terminals and len(terminals) < MOST_TERMINALS:
            terminals[name] = Terminal(name)
        return terminals.get(name)


def look_at_terminal(connection, incoming, path, headers):
    key = headers.get("sec-websocket-key", "")
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(path).query)
    terminal = terminal_named(query.get("name", ["1"])[0][:40])
    if not key or terminal is None:
        return answer(connection, "429 Too Many Requests" if key else "426 Upgrade Required")
    accept = base64.b64encode(hashlib.sha1(key.encode() + MAGIC).digest()).decode()
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept.encode() + b"\r\n\r\n"
    )
    # Who does not read what is shown is let go: the others would wait for it.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))
    viewer = Viewer(connection, incoming)
    try:
        terminal.attach(viewer)
        listen_to(viewer, terminal)
    except (OSError, EOFError):
        pass
    except ValueError:
        viewer.close(1002)
    finally:
        terminal.viewers.discard(viewer)


def listen_to(viewer, terminal):
    while True:
        opcode, payload = viewer.frame()
        if opcode == 8:
            return viewer.close()
        if opcode == 9:
            viewer.send(10, payload)
        elif opcode == 1:
            message = json.loads(payload)
            if message.get("type") == "resize":
                terminal.resize(message["cols"], message["rows"])
        elif opcode in (0, 2):
            terminal.type(payload)


def lead_on(connection, incoming, target):
    """Joins a connection with one to a port of the loopback."""
    host, _, port = target.rpartition(":")
    other = None
    if host in ("127.0.0.1", "localhost") and port.isdigit() and 1024 <= int(port) <= 65535:
        for loopback in ("127.0.0.1", "::1"):
            with contextlib.suppress(OSError):
                other = other or socket.create_connection((loopback, int(port)), timeout=3)
    if other is None:
        return answer(connection, "502 Bad Gateway")
    other.settimeout(None)
    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    with other, other.makefile("rb") as outgoing:
        back = threading.Thread(target=pump, args=(outgoing, connection, other), daemon=True)
        back.start()
        pump(incoming, other, connection)
        back.join()


def pump(source, sink, origin):
    try:
        while chunk := source.read1(65536):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        shut(origin)
        shut(sink)


def shut(connection, how=socket.SHUT_RDWR):
    with contextlib.suppress(OSError):
        connection.shutdown(how)


def answer(connection, status, text="Open the terminal of this session in the console of Atelier.\n"):
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode() + body)


def read_head(incoming):
    """The words of the first line, and the headers by their names in small letters."""
    lines = []
    while sum(map(len, lines)) < HEAD_BYTES:
        line = incoming.readline(HEAD_BYTES).decode("latin-1")
        if line.strip() == "":
            break
        lines.append(line.strip())
    words, headers = (lines or [""])[0].split(" "), {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return words, headers


def receive(connection):
    with strangers_lock:
        strangers[connection.fileno()] = connection
        if len(strangers) > MOST_STRANGERS:
            shut(strangers.pop(next(iter(strangers))))
    try:
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
    except RuntimeError:
        # No more threads right now: whoever is here stays.
        know(connection)
        connection.close()


def know(connection):
    """No stranger any more, or gone."""
    with strangers_lock:
        if strangers.get(connection.fileno()) is connection:
            del strangers[connection.fileno()]


def serve(connection):
    try:
        speak(connection)
    finally:
        know(connection)
        connection.close()


def speak(connection):
    with contextlib.suppress(OSError), connection.makefile("rb") as incoming:
        connection.settimeout(HEAD_SECONDS)
        words, headers = read_head(incoming)
        if len(words) != 3:
            return
        method, path, _ = words
        given = headers.get("authorization", "").encode()
        if not token or not hmac.compare_digest(given, b"token " + token.encode()):
            return answer(connection, "401 Unauthorized", "This is not for you.\n")
        know(connection)
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if method == "CONNECT":
            lead_on(connection, incoming, path)
        elif path.partition("?")[0] == "/terminal":
            look_at_terminal(connection, incoming, path, headers)
        else:
            answer(connection, "200 OK")


def leave(*_):
    for terminal in list(terminals.values()):
        with contextlib.suppress(OSError):
            os.killpg(terminal.process, signal.SIGHUP)
    os._exit(0)


def main():
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    host, port = os.environ.get("ATELIER_HOST", "127.0.0.1"), int(os.environ["ATELIER_HELPER_PORT"])
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=64) as listener:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                # No more files right now.
                time.sleep(0.1)
                continue
            receive(connection)


if __name__ == "__main__":
    main()
