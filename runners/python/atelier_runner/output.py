"""What a template prints: of the host whose thread printed it, or of the run."""

import io
import logging
import sys
import threading
import time

from .channel import now

FLUSH_SECONDS = 0.1
REFILL_SECONDS = 30
# A line without an end is written in pieces of so many characters.
LONGEST_LINE = 16384
LONGEST_PIECE = 32768


class Sink:
    """What one host has printed, told as it comes; of a flood the newest, so that neither memory nor the disk fills."""

    def __init__(self, channel, host, limit):
        self.channel = channel
        self.host = host
        self.limit = limit
        self.lock = threading.Lock()
        # Lines without an end, and whether they were here at the last look.
        self.partial = {}
        self.waited = set()
        self.pending = []
        self.size = 0
        self.left_out = 0
        self.written = 0
        self.began = time.monotonic()
        self.next = 0.0
        self.over = False

    def add(self, kind, text):
        if not text or not self.channel.is_ours():
            return
        with self.lock:
            if self.over:
                return
            text = self.partial.pop(kind, "") + text
            cut = text.rfind("\n") + 1
            if cut:
                self.waited.discard(kind)
            if len(text) - cut > LONGEST_LINE:
                cut += self.channel.mask.sure(text[cut:])
            if cut < len(text):
                self.partial[kind] = text[cut:]
            self._take(kind, text[:cut])

    def _take(self, kind, text):
        text = self.channel.mask.of(text)
        if not text:
            return
        last = self.pending[-1] if self.pending else None
        if last and last[1] == kind and len(last[2]) < LONGEST_PIECE:
            last[2] += text
        else:
            self.pending.append([now(), kind, text])
        self.size += len(text)
        if self.size > 2 * self.limit:
            self._shorten()

    def _shorten(self):
        """Drops the beginning, at an end of a line where there is one."""
        while self.size > self.limit:
            text = self.pending[0][2]
            gone = min(self.size - self.limit, len(text))
            gone = text.find("\n", gone, gone + LONGEST_LINE) + 1 or gone
            if gone == len(text):
                self.pending.pop(0)
            else:
                self.pending[0][2] = text[gone:]
            self.size -= gone
            self.left_out += gone

    def flush(self, end=False):
        with self.lock:
            partial, self.partial = self.partial, {}
            for kind, text in partial.items():
                # What has no end yet gets a moment for it.
                sure = len(text) if end else self.channel.mask.sure(text) if kind in self.waited else 0
                self._take(kind, text[:sure])
                if sure < len(text):
                    self.partial[kind] = text[sure:]
            self.waited = set(self.partial)
            self.over = self.over or end
            moment = time.monotonic()
            if not self.pending or (moment < self.next and not end):
                return
            if self.size > self.limit:
                self._shorten()
            if self.left_out:
                note = "[output cut: %d characters are left out here]\n" % self.left_out
                self.pending.insert(0, [self.pending[0][0], "log", note])
                self.left_out = 0
            pending, self.pending = self.pending, []
            self.written += self.size
            self.size = 0
            self._pace(moment)
            # In the lock, or pieces of two threads would change places.
            for at, kind, text in pending:
                event = {"event": "output", "at": at, "kind": kind, "text": text}
                if self.host is not None:
                    event["host"] = self.host
                self.channel.write(event)

    def _pace(self, moment):
        """Twice the limit comes as it is printed, then a limit in REFILL_SECONDS."""
        rate = self.limit / REFILL_SECONDS
        over = self.written - 2 * self.limit - (moment - self.began) * rate
        self.next = moment + max(0, over / rate)


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
