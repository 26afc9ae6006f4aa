"""Keys of hosts that libraries over paramiko meet are told to the server, which remembers them (promises.md, F9)."""

import re
import sys

from .channel import now


def tell_of_keys(channel, outputs):
    """Where the template or a plugin has brought paramiko along."""
    paramiko = sys.modules.get("paramiko")
    if paramiko is None:
        return

    def meet(hostname, key, verdict):
        sink = outputs.current()
        if sink.host is not None:
            address, port = place_of(hostname)
            tell(channel, sink.host, (address, port, key, verdict))

    def refuse(self, client, hostname, key):
        meet(hostname, key, "refused")
        raise paramiko.SSHException("Server %r not found in known_hosts" % hostname)

    def take(self, client, hostname, key):
        # Not written into the file of known keys, as the library does: another thread may be reading it.
        client.get_host_keys().add(hostname, key.get_name(), key)
        meet(hostname, key, "taken")

    paramiko.RejectPolicy.missing_host_key = refuse
    paramiko.AutoAddPolicy.missing_host_key = take
    paramiko.WarningPolicy.missing_host_key = take


def place_of(hostname):
    found = re.match(r"^\[(.+)\]:(\d+)$", hostname)
    return (found.group(1), int(found.group(2))) if found else (hostname, 22)


def tell_of_changed(channel, host, error):
    """Another key than the one that is known: nothing was sent to it."""
    each, seen = error, 0
    while each is not None and seen < 20:
        if type(each).__name__ == "BadHostKeyException":
            parameters = host.get_connection_parameters("netmiko")
            tell(channel, host.name, (each.hostname, parameters.port or host.port or 22, each.key, "changed"))
            return
        each, seen = each.__cause__ or each.__context__, seen + 1


def tell(channel, host, met):
    address, port, key, verdict = met
    event = {"event": "host-key", "at": now(), "host": host, "address": address, "port": port}
    channel.write(dict(event, type=key.get_name(), key=key.get_base64(), verdict=verdict))
