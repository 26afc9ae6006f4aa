from nornir.core.processor import Processors
from nornir.core.state import GlobalState


class Nornir:
    """What a template reaches as `task.nornir`: the hosts of the run and what it is run with."""

    def __init__(self, inventory, data=None, processors=None, config=None):
        self.inventory = inventory
        self.data = data if data is not None else GlobalState()
        self.processors = processors if processors is not None else Processors()
        self.config = config

    def filter(self, *args, **kwargs):
        return Nornir(self.inventory.filter(*args, **kwargs), self.data, self.processors, self.config)

    def run(self, *_args, **_kwargs):
        raise NotImplementedError("nornir.run within a template needs the real nornir, which is not installed here")
