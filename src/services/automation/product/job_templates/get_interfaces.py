"""Lists the interfaces of each device in brief, with their addresses and states."""

from nornir.core.task import Result, Task
from nornir_netmiko import netmiko_send_command


def job_function(task: Task) -> Result:
    interfaces = task.run(netmiko_send_command, command_string="sh ip int br", use_textfsm=True)
    return Result(host=task.host, result=interfaces)
