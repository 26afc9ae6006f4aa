"""Says a text from each host."""

from nornir.core.task import Result, Task


def job_function(task: Task, text: str) -> Result:
    """Says a text from each host.

    :param text: What each host says
    """
    return Result(host=task.host, result=f"{task.host.name} says {text}")
