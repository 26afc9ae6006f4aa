"""One run from its order to its end."""

import importlib.util
import os
import signal
import sys
import threading

from .channel import Channel, now
from .engine import Engine
from .host_keys import tell_of_changed, tell_of_keys
from .inventory import Unusable
from .output import Outputs
from .pool import Pool
from .results import Entries, exception_text, fault_of, sound, text_of, trace_of

# A thread's own memory counts as the run's; deep recursion takes more of it in older versions.
STACK_BYTES = (1 if sys.version_info >= (3, 11) else 4) << 20


class Fault(Exception):
    """What keeps the run from beginning, in one line."""


def main(standin):
    channel = Channel()
    order = channel.order()
    run = Run(channel, order, standin)
    run.follow_signals()
    threading.stack_size(STACK_BYTES)
    threading.Thread(target=run.work, daemon=True).start()
    while True:
        try:
            run.over.wait()
            break
        except BaseException:  # A template may interrupt the main thread.
            continue
    run.leave()


class Run:
    def __init__(self, channel, order, standin):
        self.channel = channel
        self.order = order
        self.standin = standin
        self.settings = order["settings"]
        self.over = threading.Event()
        self.exception = None
        self.pool = None
        self.aborted = False
        self.outputs = Outputs(channel, self.settings["outputBytes"])

    def follow_signals(self):
        def abort(_signal, _frame):
            self.aborted = True
            self.over.set()

        signal.signal(signal.SIGTERM, abort)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def leave(self):
        """Whatever threads a template has left: the process ends here."""
        if self.aborted and self.pool is not None:
            for job in self.pool.stop():
                self.done(job, "aborted", self.partial(job), ("aborted", "The run was stopped."))
        self.outputs.flush()
        self.outputs.run.flush(end=True)
        end = {"event": "end", "at": now()}
        if self.exception is not None:
            end["exception"] = self.exception
        self.channel.write(end)
        os._exit(0)

    def work(self):
        try:
            self._work()
        except (Fault, Unusable) as fault:
            self.exception = self.one_line(text_of(fault))
        except BaseException as error:  # Nothing of a template, not even an exit, ends the run without a word.
            self.exception = self.one_line("%s: %s" % (type(error).__name__, exception_text(error)))
            self.outputs.run.add("log", trace_of(error, self.folder()) + "\n")
        finally:
            self.over.set()

    def _work(self):
        template = self.order["template"]
        engine = Engine(self.standin)
        self.outputs.capture()
        self.outputs.log(self.order.get("configuration") or {})
        self.channel.write({"event": "ready", "at": now(), "engine": engine.name()})
        if engine.trouble:
            self.outputs.run.add("log", engine.trouble + "\n")
        function = self.load(template)
        self.engine = engine
        self.entries = Entries(self.channel.mask, self.settings["resultBytes"], engine.task.MultiResult)
        nornir = engine.nornir(self.order, self.channel)
        tell_of_keys(self.channel, self.outputs)
        hosts = [nornir.inventory.hosts[each["name"]] for each in self.order["hosts"]]
        task_class = run_task(self, engine.task.Task)
        first = task_class(function, nornir, self.order.get("variables") or {})
        own = engine.own_runner(self.order, nornir)
        if own is not None:
            own.run(first, hosts)
            return
        serial = ((self.order.get("configuration") or {}).get("runner") or {}).get("plugin") == "serial"
        workers = 1 if serial else max(1, self.settings["workers"])
        self.pool = Pool(workers, self.settings["hostSeconds"], lambda job: self.host(job, first), self.timed_out)
        self.pool.run(hosts)

    def folder(self):
        return os.path.dirname(os.path.abspath(self.order["template"]["path"]))

    def load(self, template):
        """Loads the file in a time: what stands in it at top level may hang, print or exit."""
        path = os.path.abspath(template["path"])
        label = os.path.basename(path)
        if not os.path.isfile(path):
            raise Fault('job template "%s" not found' % label)
        found = []
        loader = threading.Thread(target=lambda: found.append(self._import(path, label)), daemon=True)
        loader.start()
        loader.join(self.settings["hostSeconds"])
        if not found:
            raise Fault('job template "%s" was not loaded within %d s' % (label, self.settings["hostSeconds"]))
        if isinstance(found[0], Fault):
            raise found[0]
        function = getattr(found[0], template["function"], None)
        if not callable(function):
            raise Fault('job template "%s" has no function "%s"' % (label, template["function"]))
        return function

    def _import(self, path, label):
        sys.path.insert(0, os.path.dirname(path))
        name = os.path.splitext(label)[0]
        if name in sys.modules or not name.isidentifier():
            name = "job_template"
        try:
            spec = importlib.util.spec_from_file_location(name, path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
            return module
        except ModuleNotFoundError as error:
            return Fault(missing(label, error))
        except BaseException as error:  # An exit at top level too.
            if not self.channel.is_ours():
                os._exit(1)
            self.outputs.run.add("log", trace_of(error, os.path.dirname(path)) + "\n")
            words = text_of(error).replace(os.path.dirname(path) + os.sep, "")
            return Fault('job template "%s" could not be loaded: %s: %s' % (label, type(error).__name__, words))

    def host(self, job, first):
        job.sink = self.outputs.begin(job.host.name)
        job.task = first.copy()
        job.task.job = job
        try:
            job.task.start(job.host)
        except BaseException:  # It has been told; the worker goes on with the next host.
            pass
        finally:
            self.close(job.host)
            self.outputs.local.sink = None

    @staticmethod
    def close(host):
        try:
            host.close_connections()
        except Exception:  # It is over anyway.
            pass

    def started(self, host):
        self.channel.write({"event": "started", "at": now(), "host": host.name})

    def ended(self, task, error):
        """The function of a host has returned or raised."""
        job = task.job
        if not self.channel.is_ours():
            # A child that the template has forked came back from its function.
            os._exit(1 if error is not None else 0)
        if job is not None and not self.pool.settle(job):
            return
        results = list(task.results)
        if error is not None:
            results.insert(0, self.failed_result(task, error))
        entries = self.entries_of(results)
        if not any(entry["failed"] for entry in entries):
            self.done(job, "ok", entries, None, task)
            return
        shown = error if error is not None else next((each for each in causes(results)), None)
        kind, state = fault_of(shown) if shown is not None else ("failed", "failed")
        if kind == "host-key-changed":
            tell_of_changed(self.channel, task.host, shown)
        words = [entry.get("exception") or text_of(entry["result"]) for entry in entries if entry["failed"]]
        if shown is not None:
            self.sink_of(task).add("stderr", trace_of(shown, self.folder()) + "\n")
        self.done(job, state, entries, (kind, (words[-1] or "It failed.").strip()), task)

    def failed_result(self, task, error):
        result = self.engine.task.Result(host=task.host, exception=error, failed=True)
        result.name = task.name
        return result

    def entries_of(self, results):
        try:
            return self.entries.of(results)
        except Exception as error:  # A template's own classes may break in any way.
            words = "The result could not be read: %s" % exception_text(error)
            return [{"name": "", "result": self.channel.mask.of(words), "failed": True, "changed": False, "diff": ""}]

    def partial(self, job):
        return self.entries_of(list(job.task.results)) if job.task is not None else []

    def timed_out(self, job):
        seconds = self.settings["hostSeconds"]
        words = "It was not done within %d s, and was left." % seconds
        self.done(job, "timed-out", self.partial(job), ("timeout", words))

    def sink_of(self, task):
        return task.job.sink if task.job is not None else self.outputs.current()

    def done(self, job, state, entries, fault, task=None):
        sink = job.sink if job is not None else self.sink_of(task)
        if sink is not None:
            self.outputs.end(sink)
        host = job.host if job is not None else task.host
        event = {"event": "done", "at": now(), "host": host.name, "state": state, "entries": entries}
        if fault is not None:
            event["error"] = {"kind": fault[0], "message": self.channel.mask.of(sound(fault[1]))[:4000]}
        self.channel.write(event)

    def one_line(self, text):
        return self.channel.mask.of(" ".join(sound(text).split()))[:2000]


def causes(results):
    """Exceptions of the results, the innermost subtask's last and first to be shown."""
    for each in reversed(results):
        error = getattr(each, "exception", None)
        if error is not None:
            yield error


def missing(label, error):
    name = error.name or ""
    if name.split(".")[0].startswith("nornir"):
        return 'job template "%s" needs the Python package %s, which is not installed here' % (label, name)
    return 'job template "%s" needs the Python module %s, which is not there' % (label, name or exception_text(error))


def run_task(run, task_class):
    """The engine's Task for a host of this run: variables reach the function alone, whatever their names."""

    class RunTask(task_class):
        def __init__(self, function, nornir, variables):
            super().__init__(
                function,
                nornir,
                global_dry_run=nornir.data.dry_run,
                processors=nornir.processors,
                name=getattr(function, "__name__", type(function).__name__),
            )
            self.params = dict(variables)
            self.job = None

        def copy(self):
            return RunTask(self.task, self.nornir, self.params)

        def start(self, host):
            if self.job is None:
                # Of a runner plugin's own thread.
                run.outputs.begin(host.name)
            run.started(host)
            self.host = host
            try:
                result = super().start(host)
            except BaseException as error:
                run.ended(self, error)
                raise
            run.ended(self, None)
            return result

    return RunTask
