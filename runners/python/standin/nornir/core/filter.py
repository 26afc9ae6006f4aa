"""F objects: which hosts a condition holds for."""


class _Condition:
    def __and__(self, other):
        return _Both(self, other)

    def __or__(self, other):
        return _Either(self, other)


class _Both(_Condition):
    def __init__(self, first, second):
        self.parts = (first, second)

    def __call__(self, host):
        return all(each(host) for each in self.parts)


class _Either(_Both):
    def __call__(self, host):
        return any(each(host) for each in self.parts)


class F(_Condition):
    """`F(site__name="a", port__gt=22)`: a path into the data, and an operator at its end."""

    def __init__(self, **kwargs):
        self.filters = kwargs

    def __call__(self, host):
        return all(_holds(host, key.split("__"), value) for key, value in self.filters.items())

    def __invert__(self):
        return _Not(**self.filters)


class _Not(F):
    def __call__(self, host):
        return not any(_holds(host, key.split("__"), value) for key, value in self.filters.items())

    def __invert__(self):
        return F(**self.filters)


def _holds(data, path, value):
    if len(path) > 1:
        return hasattr(data, "get") and _holds(data.get(path[0], {}), path[1:], value)
    rule = path[0]
    operator = getattr(data, "__%s__" % rule, None)
    if operator is not None:
        return operator(value) is True
    if hasattr(data, rule):
        own = getattr(data, rule)
        return bool(own(value)) if callable(own) else bool(own == value)
    if rule == "in":
        return data in value
    if rule == "any":
        return any(each in data if isinstance(data, list) else each == data for each in value)
    if rule == "all":
        return isinstance(data, list) and all(each in data for each in value)
    return hasattr(data, "get") and bool(data.get(rule) == value)
