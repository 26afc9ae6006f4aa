"""Lists the neighbors that each device sees by CDP."""

from nornir.core.task import Result, Task
from nornir_netmiko import netmiko_send_command


def job_function(task: Task) -> Result:
    neighbors = task.run(netmiko_send_command, command_string="show cdp neighbors", use_textfsm=True)
    return Result(host=task.host, result=neighbors)
