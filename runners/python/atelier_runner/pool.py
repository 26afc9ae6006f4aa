"""Runs a function for each host in threads: one that hangs is left behind, and another takes its place."""

import collections
import ctypes
import heapq
import threading
import time

CLOSING_SECONDS = 10


class Left(BaseException):
    """Raised in a thread that was left, at its next step: what only reckons without an end takes no more time from others."""


class Job:
    """One host at work; whoever settles it first has said what becomes of it."""

    def __init__(self, host):
        self.host = host
        self.ended = False
        self.left = False
        self.task = None
        self.sink = None
        self.thread = None


class Pool:
    def __init__(self, workers, seconds, work, on_timeout):
        self.workers = workers
        self.seconds = seconds
        self.work = work
        self.on_timeout = on_timeout
        # By name, and not by the condition: a thread that is left must not keep it, and entering it is one step.
        self.lock = threading.Lock()
        self.changed = threading.Condition(self.lock)
        self.waiting = collections.deque()
        self.running = set()
        self.deadlines = []
        self.stopping = False
        self.alive = 0

    def run(self, hosts):
        """Returns once every host is settled, or the pool was stopped."""
        self.waiting.extend(hosts)
        for _ in range(min(self.workers, len(hosts))):
            if not self._start():
                break
        while True:
            with self.lock:
                if self.stopping or not (self.waiting or self.running):
                    return
                if self.alive == 0 and self.waiting and not self._start_locked():
                    raise RuntimeError("no thread could be started")
                self.changed.wait(self._patience())
                left = [] if self.stopping else self._look()
            # Outside of the lock: a template's own objects are asked for their texts.
            for job in left:
                self.on_timeout(job)

    def stop(self):
        """No other host begins; gives those at work, each settled."""
        with self.lock:
            self.stopping = True
            self.waiting.clear()
            jobs = [job for job in self.running if not job.ended]
            for job in jobs:
                job.ended = True
            self.changed.notify_all()
        return jobs

    def settle(self, job):
        """True for the one who may say how it ended."""
        with self.lock:
            if job.ended:
                return False
            job.ended = True
            # What still has to be closed may take a while, and not for ever.
            heapq.heappush(self.deadlines, (time.monotonic() + CLOSING_SECONDS, id(job), job))
            return True

    def _start(self):
        with self.lock:
            return self._start_locked()

    def _start_locked(self):
        self.alive += 1
        try:
            threading.Thread(target=self._guarded, daemon=True).start()
        except RuntimeError:
            self.alive -= 1
            return False
        return True

    def _guarded(self):
        try:
            self._loop()
        except Left:
            pass

    def _loop(self):
        while True:
            with self.lock:
                if self.stopping or not self.waiting:
                    self.alive -= 1
                    self.changed.notify_all()
                    return
                job = Job(self.waiting.popleft())
                job.thread = threading.get_ident()
                self.running.add(job)
                heapq.heappush(self.deadlines, (time.monotonic() + self.seconds, id(job), job))
                self.changed.notify_all()
            try:
                self.work(job)
            finally:
                with self.lock:
                    job.ended = True
                    self.running.discard(job)
                    self.changed.notify_all()
                    if job.left:
                        return

    def _patience(self):
        return max(0.0, self.deadlines[0][0] - time.monotonic()) if self.deadlines else None

    def _look(self):
        """Leaves what is over its time; gives those of which nobody has told the end."""
        found = []
        while self.deadlines and self.deadlines[0][0] <= time.monotonic():
            job = heapq.heappop(self.deadlines)[2]
            if job not in self.running:
                continue
            if not job.ended:
                found.append(job)
            job.ended = True
            job.left = True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(job.thread), ctypes.py_object(Left))
            self.running.discard(job)
            self.alive -= 1
            if self.waiting:
                self._start_locked()
        return found
