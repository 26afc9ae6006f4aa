"""What a host's function gave, as entries of JSON: the contract's words are Python's own."""

import errno
import json
import os
import traceback

DEEPEST = 60
MOST_ENTRIES = 1000
LONGEST_TEXT = 4000
SAFE = 2**53 - 1

# By the name of a class: libraries that are not installed cannot be asked.
KINDS = {
    "NetmikoTimeoutException": "timeout",
    "NetMikoTimeoutException": "timeout",
    "TimeoutError": "timeout",
    "timeout": "timeout",
    "ConnectionRefusedError": "refused",
    "NoValidConnectionsError": "refused",
    "ConnectionResetError": "closed",
    "gaierror": "name",
    "NetmikoAuthenticationException": "authentication",
    "NetMikoAuthenticationException": "authentication",
    "AuthenticationException": "authentication",
    "BadAuthenticationType": "authentication",
    "BadHostKeyException": "host-key-changed",
}
UNREACHABLE = {"timeout", "refused", "name", "closed", "host-key-changed"}
NO_WAY = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN}


def text_of(value):
    try:
        text = str(value)
    except BaseException as error:  # Whatever a template's own class does.
        text = "<%s that cannot be shown: %s>" % (type(value).__name__, type(error).__name__)
    if not isinstance(text, str):
        text = repr(text)
    return sound(text)


def sound(text):
    """Halves of letters and NUL, which no database keeps."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def plain(value, depth=0, above=()):
    """A value of JSON: what has none becomes its text, and what holds itself is named."""
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if isinstance(value, str):
        return sound(str.__str__(value))
    if isinstance(value, int):
        number = int(value)
        return number if -SAFE <= number <= SAFE else text_of(number)
    if isinstance(value, float):
        number = float(value)
        return number if number - number == 0 else repr(number)
    if kind in (list, tuple) or isinstance(value, (dict, list, tuple)):
        if id(value) in above:
            return "\u2026 itself \u2026"
        if depth >= DEEPEST:
            return text_of(value)[:LONGEST_TEXT]
        inside = above + (id(value),)
        if isinstance(value, dict):
            return {key_of(key): plain(each, depth + 1, inside) for key, each in list(value.items())}
        return [plain(each, depth + 1, inside) for each in list(value)]
    return text_of(value)


def key_of(key):
    return sound(key) if isinstance(key, str) else json.dumps(key) if key is None or isinstance(key, bool) else text_of(key)


def masked(value, mask):
    if isinstance(value, str):
        return mask.of(value)
    if isinstance(value, list):
        return [masked(each, mask) for each in value]
    if isinstance(value, dict):
        return {mask.of(key): masked(each, mask) for key, each in value.items()}
    return value


def exception_text(error):
    """Its own words; one that says nothing is called by its name."""
    return text_of(error).strip("\x00") or type(error).__name__


class Entries:
    """The result of the function, then of each subtask."""

    def __init__(self, mask, limit, multi_result):
        self.mask = mask
        self.limit = limit
        self.multi_result = multi_result

    def of(self, results):
        left = self.limit
        entries = []
        for each in list(results)[:MOST_ENTRIES]:
            entry = self._entry(each)
            size = len(json.dumps(entry, ensure_ascii=True))
            if size > left:
                entry["result"] = "\u2026 not kept: a host's result may have %d bytes in all \u2026" % self.limit
                entry["diff"] = ""
                if "exception" in entry:
                    entry["exception"] = entry["exception"][:LONGEST_TEXT]
                size = len(json.dumps(entry, ensure_ascii=True))
            left = max(0, left - size)
            entries.append(entry)
        return entries

    def _entry(self, result):
        # A subtask that has subtasks stands for its own first result.
        while isinstance(result, self.multi_result) and result:
            result = result[0]
        error = getattr(result, "exception", None)
        entry = {
            "name": self._word(getattr(result, "name", None)),
            "result": self._value(error, getattr(result, "result", None)),
            "failed": bool(getattr(result, "failed", False)),
            "changed": is_true(getattr(result, "changed", False)),
            "diff": self._word(getattr(result, "diff", None)),
        }
        if error is not None:
            entry["exception"] = self.mask.of(exception_text(error))
        return entry

    def _value(self, error, value):
        # The engine puts the whole trace there, which is the business of the output.
        if error is not None:
            return self.mask.of(exception_text(error))
        if isinstance(value, (dict, list)) and not isinstance(value, self.multi_result):
            try:
                return masked(plain(value), self.mask)
            except RecursionError:
                return "\u2026 too deep \u2026"
        return self.mask.of(text_of(value))

    def _word(self, value):
        return "" if value is None else self.mask.of(text_of(value))


def is_true(value):
    try:
        return bool(value)
    except BaseException:  # Whatever a template's own class does.
        return True


def fault_of(error):
    """Kind and state of what a function failed with, seen through what it was raised from."""
    seen = 0
    each = error
    while each is not None and seen < 20:
        for cls in type(each).__mro__:
            kind = KINDS.get(cls.__name__)
            if kind is not None:
                return kind, "unreachable" if kind in UNREACHABLE else "failed"
        if isinstance(each, OSError) and each.errno in NO_WAY:
            return "refused", "unreachable"
        if type(each).__name__ == "SSHException" and "not found in known_hosts" in text_of(each):
            return "host-key-unknown", "unreachable"
        each = each.__cause__ or each.__context__
        seen += 1
    return "raised", "failed"


def trace_of(error, folder):
    """Where in the template it happened: the engine's own insides and the places of this machine say nothing."""
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(folder + os.sep):
            where = os.path.relpath(frame.filename, folder)
            lines.append("  %s, line %s, in %s: %s" % (where, frame.lineno, frame.name, (frame.line or "").strip()))
    return "\n".join(lines[-30:])
