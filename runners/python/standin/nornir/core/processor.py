class Processor:
    """Hears of tasks and subtasks; what it does not define is nothing to it."""

    def task_started(self, task):
        pass

    def task_completed(self, task, result):
        pass

    def task_instance_started(self, task, host):
        pass

    def task_instance_completed(self, task, host, result):
        pass

    def subtask_instance_started(self, task, host):
        pass

    def subtask_instance_completed(self, task, host, result):
        pass


class Processors(list):
    def tell(self, what, *about):
        for each in self:
            getattr(each, what)(*about)
