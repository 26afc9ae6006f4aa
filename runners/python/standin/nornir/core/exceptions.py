"""What Task and hosts raise."""


class ConnectionException(Exception):
    def __init__(self, connection=None):
        super().__init__(connection)
        self.connection = connection


class ConnectionAlreadyOpen(ConnectionException):
    pass


class ConnectionNotOpen(ConnectionException):
    pass


class PluginNotRegistered(Exception):
    pass


class NornirExecutionError(Exception):
    def __init__(self, result):
        super().__init__(result)
        self.result = result

    @property
    def failed_hosts(self):
        return {name: each for name, each in self.result.items() if each.failed}

    def __str__(self):
        return "\n".join("%s: %s" % (each.name, each) for each in self.result)


class NornirSubTaskError(Exception):
    """A subtask failed: its own exception lies in the result."""

    def __init__(self, task, result):
        super().__init__(task, result)
        self.task = task
        self.result = result

    def __str__(self):
        return "Subtask: %s (failed)\n" % (self.task,)
