"""Hosts of an order as the engine's own objects, with what opens them put in."""

import io
import os
import sys

from .agent import relayed_key

KNOWN_HOSTS = "known_hosts"
ATTRIBUTES = ("hostname", "port", "username", "password", "platform")


def load(order, classes, channel):
    """`classes` is the module nornir.core.inventory, of the real engine or of the stand-in."""
    defaults = classes.Defaults(**own_of(order.get("defaults") or {}, classes))
    raw_groups = order.get("groups") or {}
    groups = classes.Groups()
    for name, raw in raw_groups.items():
        groups[name] = classes.Group(name=name, defaults=defaults, **own_of(raw, classes))
    for name, raw in raw_groups.items():
        groups[name].groups = parents(raw, groups, classes)
    known = write_known_hosts(order.get("hostKeys") or {})
    hosts = classes.Hosts()
    for each in order["hosts"]:
        host = classes.Host(name=each["name"], defaults=defaults, **own_of(each.get("own") or {}, classes))
        host.groups = parents(each.get("own") or {}, groups, classes)
        open_with(host, each, classes, channel)
        if known is not None:
            check_keys(host, known, classes)
        hosts[host.name] = host
    return classes.Inventory(hosts=hosts, groups=groups, defaults=defaults)


def own_of(raw, classes):
    values = {name: raw.get(name) for name in ATTRIBUTES}
    values["data"] = dict(raw.get("data") or {})
    values["connection_options"] = {
        name: classes.ConnectionOptions(**{each: given.get(each) for each in ATTRIBUTES + ("extras",)})
        for name, given in (raw.get("connection_options") or {}).items()
    }
    return values


def parents(raw, groups, classes):
    return classes.ParentGroups([groups[name] for name in raw.get("groups") or [] if name in groups])


def open_with(host, each, classes, channel):
    """A credential of the store comes before what the files say, also for single connections."""
    credential = each.get("credential")
    if not credential:
        return
    username, password = credential.get("username"), credential.get("password") or credential.get("token")
    if username is not None:
        host.username = username
    if password is not None:
        host.password = password
    for name in set(host.connection_options) | inherited(host):
        options = own_options(host, name, classes)
        options.username = username if username is not None else options.username
        options.password = password if password is not None else options.password
    if credential.get("enable"):
        extras_of(host, "netmiko", classes)["secret"] = credential["enable"]
        optional_args(host, classes)["secret"] = credential["enable"]
    # A template that brings no such library has no use for keys.
    paramiko = sys.modules.get("paramiko")
    if paramiko is not None and (credential.get("privateKey") or credential.get("publicKey")):
        key = key_of(credential, channel, paramiko)
        for name in ("netmiko", "paramiko"):
            extras_of(host, name, classes)["pkey"] = key
        extras_of(host, "netmiko", classes)["use_keys"] = True


def inherited(host):
    names = set(host.defaults.connection_options)
    for group in host.extended_groups():
        names |= set(group.connection_options)
    return names


def own_options(host, name, classes):
    """Of this host alone: what it inherits is shared with others."""
    if name not in host.connection_options:
        found = host.get_connection_parameters(name)
        host.connection_options[name] = classes.ConnectionOptions(extras=dict(found.extras or {}))
    options = host.connection_options[name]
    if options.extras is None:
        options.extras = dict(host.get_connection_parameters(name).extras or {})
    return options


def extras_of(host, name, classes):
    return own_options(host, name, classes).extras


def optional_args(host, classes):
    extras = extras_of(host, "napalm", classes)
    extras["optional_args"] = dict(extras.get("optional_args") or {})
    return extras["optional_args"]


def check_keys(host, known, classes):
    """An unknown key is refused or taken as the inventory says, a changed one never (promises.md, F9)."""
    path, strict = known
    for settings in (extras_of(host, "netmiko", classes), optional_args(host, classes)):
        settings.update(ssh_strict=strict, alt_host_keys=True, alt_key_file=path)


def write_known_hosts(keys):
    """Public keys alone, in the run's folder: libraries read them from a file."""
    lines = []
    for each in keys.get("known") or []:
        address, port = each["address"], each["port"]
        where = address if port == 22 else "[%s]:%d" % (address, port)
        lines.append("%s %s %s\n" % (where, each["type"], each["key"]))
    descriptor = os.open(KNOWN_HOSTS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(lines)
    return os.path.abspath(KNOWN_HOSTS), keys.get("unknown") != "accept"


def key_of(credential, channel, paramiko):
    """As an object in memory: a private key never lies in a file, and one of an agent never comes here."""
    if not credential.get("privateKey"):
        return relayed_key(channel, credential["publicKey"], paramiko)
    text, passphrase = credential["privateKey"], credential.get("passphrase")
    for kind in ("Ed25519Key", "ECDSAKey", "RSAKey"):
        try:
            return getattr(paramiko, kind).from_private_key(io.StringIO(text), password=passphrase)
        except (paramiko.SSHException, ValueError):
            continue
    raise Unusable("the key of a credential could not be read: enter it again under Credentials")


class Unusable(Exception):
    """Why no host can be begun, in one line."""
