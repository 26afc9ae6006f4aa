"""Task and its results, as templates use them."""

import logging
import traceback

from nornir.core.exceptions import NornirExecutionError, NornirSubTaskError

DEFAULT_SEVERITY_LEVEL = logging.INFO
logger = logging.getLogger(__name__)


class Task:
    """A function at work for one host."""

    def __init__(
        self,
        task,
        nornir,
        global_dry_run,
        processors,
        name=None,
        severity_level=DEFAULT_SEVERITY_LEVEL,
        parent_task=None,
        **kwargs,
    ):
        self.task = task
        self.nornir = nornir
        self.global_dry_run = global_dry_run
        self.processors = processors
        self.name = name or task.__name__
        self.severity_level = severity_level
        self.parent_task = parent_task
        self.params = kwargs
        self.host = None
        self.results = MultiResult(self.name)

    def __repr__(self):
        return self.name

    def start(self, host):
        """Calls the function; what it raises becomes a failed result."""
        self.host = host
        kind = "task" if self.parent_task is None else "subtask"
        self.processors.tell(kind + "_instance_started", self, host)
        result = self._call(host)
        result.name = self.name
        if result.severity_level == DEFAULT_SEVERITY_LEVEL:
            result.severity_level = logging.ERROR if result.failed else self.severity_level
        self.results.insert(0, result)
        self.processors.tell(kind + "_instance_completed", self, host, self.results)
        return self.results

    def _call(self, host):
        try:
            given = self.task(self, **self.params)
        except NornirSubTaskError as error:
            return Result(host, exception=error, result=str(error), failed=True)
        except Exception as error:  # Whatever a function raises is its result.
            trace = traceback.format_exc()
            logger.error("Host %r: task %r failed with traceback:\n%s", host.name, self.name, trace)
            return Result(host, exception=error, result=trace, failed=True)
        return given if isinstance(given, Result) else Result(host=host, result=given)

    def run(self, task, **kwargs):
        """Runs a subtask for the same host; a failed one ends its parent, unless that catches it."""
        if self.host is None:
            raise Exception("A subtask runs within a task: call this in the function of a template.")
        kwargs.setdefault("severity_level", self.severity_level)
        subtask = Task(task, self.nornir, self.global_dry_run, self.processors, parent_task=self, **kwargs)
        result = subtask.start(self.host)
        self.results.append(result[0] if len(result) == 1 else result)
        if result.failed:
            raise NornirSubTaskError(task=subtask, result=result)
        return result

    def is_dry_run(self, override=None):
        return self.global_dry_run if override is None else override


class Result:
    """What a function gave for a host."""

    def __init__(
        self,
        host,
        result=None,
        changed=False,
        diff="",
        failed=False,
        exception=None,
        severity_level=DEFAULT_SEVERITY_LEVEL,
        **kwargs,
    ):
        self.host = host
        self.result = result
        self.changed = changed
        self.diff = diff
        self.failed = failed
        self.exception = exception
        self.severity_level = severity_level
        self.name = None
        self.stdout = None
        self.stderr = None
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __repr__(self):
        return '%s: "%s"' % (type(self).__name__, self.name)

    def __str__(self):
        return str(self.exception if self.exception else self.result)


class MultiResult(list):
    """The result of a task, then those of its subtasks; it also stands for the first."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def __getattr__(self, name):
        if name.startswith("__") or not self:
            raise AttributeError(name)
        return getattr(self[0], name)

    def __repr__(self):
        return "%s: %s" % (type(self).__name__, super().__repr__())

    @property
    def failed(self):
        return any(each.failed for each in self)

    @property
    def changed(self):
        return any(each.changed for each in self)

    def raise_on_error(self):
        if self.failed:
            raise NornirExecutionError(self)


class AggregatedResult(dict):
    """Results by the names of hosts."""

    def __init__(self, name, **kwargs):
        super().__init__(**kwargs)
        self.name = name

    @property
    def failed(self):
        return any(each.failed for each in self.values())

    @property
    def failed_hosts(self):
        return {name: each for name, each in self.items() if each.failed}

    def raise_on_error(self):
        if self.failed:
            raise NornirExecutionError(self)
