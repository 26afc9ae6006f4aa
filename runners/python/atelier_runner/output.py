"""What a template prints: of the host whose thread printed it, or of the run."""

import io
import logging
import sys
import threading
import time

from .channel import now

FLUSH_SECONDS = 0.1
# A line without an end is written in pieces of so many characters.
LONGEST_LINE = 16384


class Sink:
    """What one host has printed: the beginning at once, then the newest at its end, never more than twice the limit."""

    def __init__(self, channel, host, limit):
        self.channel = channel
        self.host = host
        self.limit = limit
        self.lock = threading.Lock()
        self.pending = []
        self.partial = {}
        self.written = 0
        self.newest = []
        self.newest_size = 0
        self.left_out = 0

    def add(self, kind, text):
        if not text or not self.channel.is_ours():
            return
        with self.lock:
            text = self.partial.pop(kind, "") + text
            cut = text.rfind("\n") + 1
            rest = text[cut:]
            if len(rest) > LONGEST_LINE:
                # So much stays that no secret is torn in two.
                held = min(self.channel.mask.longest, len(rest) - 1)
                cut += len(rest) - held
            if cut < len(text):
                self.partial[kind] = text[cut:]
            if cut:
                self._take(kind, text[:cut])

    def _take(self, kind, text):
        text = self.channel.mask.of(text)
        if self.written < self.limit:
            self.written += len(text)
            self.pending.append((now(), kind, text[: self.limit]))
            text = text[self.limit :]
            if not text:
                return
        self.newest.append((now(), kind, text[-self.limit :]))
        self.left_out += max(0, len(text) - self.limit)
        self.newest_size += min(len(text), self.limit)
        while self.newest_size > self.limit and len(self.newest) > 1:
            gone = len(self.newest.pop(0)[2])
            self.newest_size -= gone
            self.left_out += gone

    def flush(self, end=False):
        with self.lock:
            if end:
                for kind, text in list(self.partial.items()):
                    self._take(kind, text)
                self.partial.clear()
                if self.left_out:
                    note = "\u2026 %d characters were left out \u2026\n" % self.left_out
                    self.pending.append((now(), "log", note))
                    self.left_out = 0
                self.pending += self.newest
                self.newest = []
                self.newest_size = 0
            pending, self.pending = self.pending, []
            # In the lock, or pieces of two threads would change places.
            for at, kind, text in joined(pending):
                event = {"event": "output", "at": at, "kind": kind, "text": text}
                if self.host is not None:
                    event["host"] = self.host
                self.channel.write(event)


def joined(pieces):
    """Fewer and longer pieces of the same kind."""
    result = []
    for at, kind, text in pieces:
        if result and result[-1][1] == kind and len(result[-1][2]) < 32768:
            result[-1] = (result[-1][0], kind, result[-1][2] + text)
        else:
            result.append((at, kind, text))
    return result


class Outputs:
    """Finds whose output something is; threads that a host's function starts are the host's."""

    def __init__(self, channel, limit):
        self.channel = channel
        self.limit = limit
        self.local = threading.local()
        self.lock = threading.Lock()
        self.run = Sink(channel, None, max(limit, 65536))
        self.open = {self.run}

    def begin(self, host):
        sink = Sink(self.channel, host, self.limit)
        with self.lock:
            self.open.add(sink)
        self.local.sink = sink
        return sink

    def end(self, sink):
        with self.lock:
            self.open.discard(sink)
        sink.flush(end=True)

    def current(self):
        return getattr(self.local, "sink", None) or self.run

    def flush(self):
        with self.lock:
            sinks = list(self.open)
        for sink in sinks:
            sink.flush()

    def keep_flushing(self):
        while True:
            time.sleep(FLUSH_SECONDS)
            self.flush()

    def capture(self):
        sys.stdout = Printed(self, "stdout", 1)
        sys.stderr = Printed(self, "stderr", 2)
        self._follow_threads()
        threading.Thread(target=self.keep_flushing, daemon=True).start()

    def _follow_threads(self):
        outputs = self
        start = threading.Thread.start

        def start_as_ours(thread):
            sink = getattr(outputs.local, "sink", None)
            if sink is not None:
                run = thread.run

                def run_as_ours():
                    outputs.local.sink = sink
                    run()

                thread.run = run_as_ours
            start(thread)

        threading.Thread.start = start_as_ours

    def log(self, configuration):
        """Log lines of templates and libraries, as the engine's configuration says."""
        wanted = configuration.get("logging") if isinstance(configuration.get("logging"), dict) else {}
        if wanted.get("enabled") is False:
            return
        handler = logging.StreamHandler(Printed(self, "log", 2))
        try:
            handler.setFormatter(logging.Formatter(wanted.get("format") or "%(name)s - %(levelname)s - %(message)s"))
            level = logging.getLevelName(wanted.get("level") or "INFO")
        except (ValueError, TypeError):
            level = logging.INFO
        handler.addFilter(is_for_people)
        logging.raiseExceptions = False
        root = logging.getLogger()
        root.addHandler(handler)
        root.setLevel(level if isinstance(level, int) else logging.INFO)


def is_for_people(record):
    """The engine's own word on a failure comes with its insides; ours is shown instead."""
    return not (record.name == "nornir.core.task" and record.levelno >= logging.ERROR)


class Printed(io.TextIOBase):
    """Stands where stdout or stderr stood."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, outputs, kind, descriptor):
        super().__init__()
        self.outputs = outputs
        self.kind = kind
        self.descriptor = descriptor
        self.buffer = PrintedBytes(self)

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        self.outputs.current().add(self.kind, text)
        return len(text)

    def flush(self):
        pass

    def close(self):
        # A template that closes it takes it from nobody else.
        pass

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        return self.descriptor


class PrintedBytes(io.RawIOBase):
    def __init__(self, text):
        super().__init__()
        self.text = text

    def write(self, content):
        self.text.write(bytes(content).decode("utf-8", "replace"))
        return len(content)

    def writable(self):
        return True

    def close(self):
        pass
