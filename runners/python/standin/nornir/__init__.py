"""A stand-in for nornir, for templates that are plain functions: Task, Result and the data of hosts.

What connects to devices by nornir's plugins, and InitNornir, need the real one.
"""

__version__ = "0"


def __getattr__(name):
    if name == "InitNornir":
        raise ImportError("InitNornir needs the real nornir, which is not installed here", name="nornir.InitNornir")
    raise AttributeError("module 'nornir' has no attribute %r" % name)
