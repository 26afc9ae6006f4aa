"""Hosts, groups and defaults. A host's own value holds, then those of its groups depth first, then the defaults."""

from nornir.core.exceptions import PluginNotRegistered

INHERITED = ("hostname", "port", "username", "password", "platform")


class BaseAttributes:
    def __init__(self, hostname=None, port=None, username=None, password=None, platform=None):
        self.hostname = hostname
        self.port = port
        self.username = username
        self.password = password
        self.platform = platform

    def dict(self):
        return {name: object.__getattribute__(self, name) for name in INHERITED}


class ConnectionOptions(BaseAttributes):
    def __init__(self, hostname=None, port=None, username=None, password=None, platform=None, extras=None):
        super().__init__(hostname, port, username, password, platform)
        self.extras = extras

    def dict(self):
        return {"extras": self.extras, **super().dict()}


class ParentGroups(list):
    def __contains__(self, value):
        return any(value == (each.name if isinstance(value, str) else each) for each in self)

    def add(self, group):
        if group not in self:
            self.append(group)


class Defaults(BaseAttributes):
    def __init__(
        self,
        hostname=None,
        port=None,
        username=None,
        password=None,
        platform=None,
        data=None,
        connection_options=None,
    ):
        super().__init__(hostname, port, username, password, platform)
        self.data = data or {}
        self.connection_options = connection_options or {}

    def dict(self):
        options = {name: each.dict() for name, each in self.connection_options.items()}
        return {"data": self.data, "connection_options": options, **super().dict()}


class InventoryElement(Defaults):
    def __init__(
        self,
        hostname=None,
        port=None,
        username=None,
        password=None,
        platform=None,
        groups=None,
        data=None,
        connection_options=None,
    ):
        super().__init__(hostname, port, username, password, platform, data, connection_options)
        self.groups = groups if groups is not None else ParentGroups()

    def dict(self):
        return {"groups": [each.name for each in self.groups], **super().dict()}

    def extended_groups(self):
        """Groups, each followed by its own, every one once."""
        found = []
        for group in self.groups:
            for each in [group] + group.extended_groups():
                if each not in found:
                    found.append(each)
        return found


class Host(InventoryElement):
    def __init__(
        self,
        name,
        hostname=None,
        port=None,
        username=None,
        password=None,
        platform=None,
        groups=None,
        data=None,
        connection_options=None,
        defaults=None,
    ):
        self.name = name
        self.defaults = defaults if defaults is not None else Defaults()
        self.connections = {}
        super().__init__(hostname, port, username, password, platform, groups, data, connection_options)

    def __getattribute__(self, name):
        value = object.__getattribute__(self, name)
        if value is not None or name not in INHERITED:
            return value
        for each in self.extended_groups() + [self.defaults]:
            value = object.__getattribute__(each, name)
            if value is not None:
                return value
        return None

    def extended_data(self):
        result = {}
        for each in [self] + self.extended_groups() + [self.defaults]:
            for key, value in each.data.items():
                result.setdefault(key, value)
        return result

    def keys(self):
        return self.extended_data().keys()

    def values(self):
        return self.extended_data().values()

    def items(self):
        return self.extended_data().items()

    def has_parent_group(self, group):
        return any((each.name == group if isinstance(group, str) else each is group) for each in self.extended_groups())

    def __getitem__(self, item):
        for each in [self] + self.extended_groups():
            if item in each.data:
                return each.data[item]
        value = self.defaults.data.get(item)
        if value is None:
            raise KeyError(item)
        return value

    def __setitem__(self, item, value):
        self.data[item] = value

    def __bool__(self):
        return bool(self.name)

    def __len__(self):
        return len(self.extended_data())

    def __iter__(self):
        return iter(self.extended_data())

    def __str__(self):
        return self.name

    def __repr__(self):
        return "%s: %s" % (type(self).__name__, self.name or "")

    def get(self, item, default=None):
        """An attribute of that name, else the data."""
        if hasattr(self, item):
            return getattr(self, item)
        try:
            return self[item]
        except KeyError:
            return default

    def dict(self):
        return {"name": self.name, **super().dict()}

    def get_connection_parameters(self, connection=None):
        given = [each.connection_options.get(connection) for each in [self] + self.extended_groups() + [self.defaults]]
        found = [each for each in given if each is not None]
        first = lambda name: next(
            (getattr(each, name) for each in found if getattr(each, name) is not None), None
        )
        own = {name: first(name) for name in INHERITED}
        for name in INHERITED:
            own[name] = own[name] if own[name] is not None else getattr(self, name)
        return ConnectionOptions(extras=first("extras") or {}, **own)

    def get_connection(self, connection, configuration=None):
        raise PluginNotRegistered(
            "The connection %s needs the real nornir and its plugin, which are not installed here" % connection
        )

    def open_connection(self, connection, configuration=None, **_kwargs):
        return self.get_connection(connection, configuration)

    def close_connection(self, connection):
        self.connections.pop(connection).close()

    def close_connections(self):
        for name in list(self.connections):
            self.close_connection(name)


class Group(Host):
    pass


class Hosts(dict):
    pass


class Groups(dict):
    pass


class Inventory:
    def __init__(self, hosts, groups=None, defaults=None):
        self.hosts = hosts
        self.groups = groups if groups is not None else Groups()
        self.defaults = defaults if defaults is not None else Defaults()

    def __len__(self):
        return len(self.hosts)

    def filter(self, filter_obj=None, filter_func=None, **kwargs):
        wanted = filter_obj or filter_func
        fits = (
            (lambda host: wanted(host, **kwargs))
            if wanted
            else (lambda host: all(host.get(key) == value for key, value in kwargs.items()))
        )
        hosts = Hosts({name: host for name, host in self.hosts.items() if fits(host)})
        return Inventory(hosts, self.groups, self.defaults)

    def children_of_group(self, group):
        return {host for host in self.hosts.values() if host.has_parent_group(group)}

    def dict(self):
        return {
            "hosts": {name: each.dict() for name, each in self.hosts.items()},
            "groups": {name: each.dict() for name, each in self.groups.items()},
            "defaults": self.defaults.dict(),
        }
