"""Greets from each host. It needs nothing of the host, so it also tells whether runs work here at all."""

from nornir.core.task import Result, Task


def job_function(task: Task) -> Result:
    return Result(host=task.host, result=f"{task.host.name} says hello world!")
