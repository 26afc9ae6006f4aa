"""Pings another host from each device, and tells whether it answers."""

from nornir.core.task import Result, Task
from nornir_napalm.plugins.tasks import napalm_ping


def job_function(task: Task, target: str) -> Result:
    """Pings another host from each device, and tells whether it answers.

    :param target: Address or name of the host to ping
    """
    return Result(host=task.host, result=task.run(task=napalm_ping, dest=target))
