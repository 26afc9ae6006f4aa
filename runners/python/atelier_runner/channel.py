"""The way to the server: the order comes by a socket, what happens is appended to a file that outlives both."""

import errno
import json
import os
import socket
import threading
import time

SOCKET = "control.sock"
EVENTS = "events.jsonl"
HIDDEN = "\u2022\u2022\u2022\u2022"
RETRY_SECONDS = 0.2
ANSWER_SECONDS = 30
MOST_ORDER_BYTES = 1 << 30


def now():
    return int(time.time() * 1000)


class Mask:
    """Takes secrets out of what is written. One of several lines is looked for line by line too."""

    def __init__(self, texts):
        found = set()
        for text in texts:
            if not isinstance(text, str) or not text:
                continue
            found.add(text)
            if "\n" in text:
                found.update(line for line in text.splitlines() if len(line) > 8)
        # The longest first: one may hold another.
        self.texts = sorted(found, key=len, reverse=True)
        self.by_letter = {}
        for text in self.texts:
            self.by_letter.setdefault(text[0], []).append(text)

    def of(self, text):
        for secret in self.texts:
            if secret in text:
                text = text.replace(secret, HIDDEN)
        return text

    def sure(self, text):
        """How much of the beginning can be told by now: in the rest a secret may have begun."""
        at = max(0, len(text) - len(self.texts[0]) + 1) if self.texts else len(text)
        while at < len(text) and not self._begins(text[at:]):
            at += 1
        # Not in the midst of one that is whole.
        for secret in self.texts if at < len(text) else ():
            found = text.find(secret, max(0, at - len(secret) + 1), at + len(secret) - 1)
            if 0 <= found < at:
                return self.sure(text[:found])
        return at

    def _begins(self, end):
        return any(len(text) > len(end) and text.startswith(end) for text in self.by_letter.get(end[0], ()))


def identity(descriptor):
    """What a descriptor stands for; none once it is closed."""
    try:
        found = os.fstat(descriptor)
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


class Channel:
    """One of the process that began it: in a child that a template forks it does nothing."""

    def __init__(self):
        self.nonce = os.environ.pop("ATELIER_RUN_NONCE", "")
        self.lock = threading.Lock()
        self.owner = os.getpid()
        self.socket = None
        self.mask = Mask([])
        # A template may change the working folder.
        self.path = os.path.abspath(EVENTS)
        # An address by the folder's own path may be too long for a socket.
        self.folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self.events = self._open()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._cut)

    def _open(self):
        flags = os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            events = os.open(self.path, flags)
        except FileNotFoundError:
            events = os.open(self.path, flags | os.O_CREAT, 0o600)
        self.file = identity(events)
        return events

    def is_ours(self):
        return os.getpid() == self.owner

    def _cut(self):
        self.owner = -1
        for close in (lambda: os.close(self.events), lambda: self.socket and self.socket.close()):
            try:
                close()
            except OSError:
                pass
        self.events = -1

    def order(self):
        """Asks until somebody answers: a server that died in between comes back."""
        while True:
            try:
                order = self._ask()
            except OSError:
                order = None
            if order is not None:
                self.mask = Mask(order.get("mask", []))
                return order
            time.sleep(RETRY_SECONDS)

    def _connect(self):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect("/proc/self/fd/%d/%s" % (self.folder, SOCKET))
            connection.sendall((self.nonce + "\n").encode())
        except OSError:
            connection.close()
            raise
        return connection

    def ask(self, question):
        """Asks what only the server may do, over a line of its own; a server that is away is waited for."""
        until = time.monotonic() + ANSWER_SECONDS
        while self.is_ours():
            try:
                with self._connect() as connection:
                    connection.settimeout(ANSWER_SECONDS)
                    connection.sendall(json.dumps(dict(question, id=1)).encode() + b"\n")
                    line = self._line(connection)
                if line is not None:
                    return json.loads(line.decode())
            except OSError:
                pass
            if time.monotonic() > until:
                break
            time.sleep(RETRY_SECONDS)
        return {"error": "The server did not answer."}

    def _ask(self):
        connection = self._connect()
        try:
            line = self._line(connection)
        except OSError:
            connection.close()
            raise
        if line is None:
            connection.close()
            return None
        connection.setblocking(False)
        self.line = identity(connection.fileno())
        self.socket = connection
        return json.loads(line.decode("utf-8", "surrogatepass"))

    @staticmethod
    def _line(connection):
        content = bytearray()
        while len(content) < MOST_ORDER_BYTES:
            piece = connection.recv(1 << 18)
            if not piece:
                return None
            content += piece
            if piece.endswith(b"\n"):
                return bytes(content)
        return None

    def write(self, event):
        """Appends an event whose texts are masked already."""
        if not self.is_ours():
            return
        line = json.dumps(event, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        with self.lock:
            self._append(line)
            self._nudge()

    def _append(self, line):
        while line and self.is_ours():
            # A template may close whatever is open; another file has that number then.
            if identity(self.events) != self.file:
                self.events = self._open()
            try:
                line = line[os.write(self.events, line) :]
            except InterruptedError:
                continue
            except OSError as error:
                if error.errno == errno.EBADF:
                    continue
                elif error.errno in (errno.ENOSPC, errno.EDQUOT):
                    # A full disk is waited for.
                    time.sleep(0.5)
                else:
                    raise

    def _nudge(self):
        if self.socket is None:
            return
        if identity(self.socket.fileno()) != self.line:
            # Closed by a template; what has its number now is not ours to close.
            self.socket.detach()
            self.socket = None
            return
        try:
            self.socket.send(b"\n")
        except BlockingIOError:
            pass
        except OSError:
            # The server went, and the next one reads the file; or a template closed it in this moment.
            try:
                self.socket.close()
            except OSError:
                pass
            self.socket = None
