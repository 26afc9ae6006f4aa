"""The machine's own nornir where it is installed, else the stand-in that comes with the product."""

import importlib
import importlib.util
import platform
import sys

from .inventory import Unusable, load


class Engine:
    def __init__(self, standin):
        self.version = ""
        self.trouble = ""
        self.real = False
        if importlib.util.find_spec("nornir") is not None:
            try:
                self._import()
                self.real = True
                self.version = version_of("nornir")
            except Exception as error:  # A broken installation is told, and the stand-in serves plain functions.
                self.trouble = "nornir is installed, but cannot be used: %s: %s" % (type(error).__name__, error)
                for name in [each for each in sys.modules if each.split(".")[0] == "nornir"]:
                    del sys.modules[name]
        if not self.real:
            sys.path.insert(0, standin)
            self._import()

    def _import(self):
        self.core = importlib.import_module("nornir.core")
        self.task = importlib.import_module("nornir.core.task")
        self.inventory = importlib.import_module("nornir.core.inventory")
        self.state = importlib.import_module("nornir.core.state")
        self.processor = importlib.import_module("nornir.core.processor")

    def name(self):
        python = "python " + platform.python_version()
        if self.real:
            return ("%s with nornir %s" % (python, self.version)).strip()
        return python + " with the stand-in for nornir"

    def nornir(self, order, channel):
        """The object that templates reach as `task.nornir`."""
        state = self.state.GlobalState(dry_run=bool(order["settings"].get("dryRun")))
        if self.real:
            # It may bring the library of SSH that keys are made for.
            importlib.import_module("nornir.core.plugins.connections").ConnectionPluginRegister.auto_register()
        inventory = load(order, self.inventory, channel)
        if not self.real:
            return self.core.Nornir(inventory=inventory, data=state, processors=self.processor.Processors())
        return self._real(order, inventory, state)

    def _real(self, order, inventory, state):
        configuration = order.get("configuration") or {}
        from nornir.core.configuration import Config

        parts = {key: configuration[key] for key in ("core", "ssh", "user_defined") if key in configuration}
        config = Config.from_dict(runner=configuration.get("runner") or {}, **parts)
        nornir = self.core.Nornir(inventory=inventory, config=config, data=state)
        return nornir.with_runner(self._plugin(config.runner) or Serially())

    @staticmethod
    def _plugin(runner):
        """What a template's own `task.nornir.run` uses, and the hosts of a run where it is neither of the two usual ones."""
        from nornir.core.plugins.runners import RunnersPluginRegister

        RunnersPluginRegister.auto_register()
        try:
            return RunnersPluginRegister.get_plugin(runner.plugin)(**(runner.options or {}))
        except Exception:  # A source tree has no entry points; the usual two are ours anyway.
            return None

    def own_runner(self, order, nornir):
        """An installed runner that is neither of the usual two; they are ours, which can leave a host that hangs."""
        if not self.real:
            return None
        name = ((order.get("configuration") or {}).get("runner") or {}).get("plugin") or "threaded"
        if name in ("threaded", "serial"):
            return None
        if isinstance(nornir.runner, Serially):
            raise Unusable('the runner plugin "%s" of the configuration is not installed here' % name)
        return nornir.runner


class Serially:
    def run(self, task, hosts):
        from nornir.core.task import AggregatedResult

        result = AggregatedResult(task.name)
        for host in hosts:
            result[host.name] = task.copy().start(host)
        return result


def version_of(package):
    try:
        from importlib.metadata import version

        return version(package)
    except Exception:  # Such as a source tree on the path.
        return ""
