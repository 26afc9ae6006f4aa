"""Reads Python job templates without running them: what they can be asked for, and what they need that is not there.

Takes {"files": [{"source": "...", "beside": ["names of modules in its folder"]}]} and gives {"python", "nornir", "files"}.
"""

import ast
import importlib.machinery
import json
import os
import platform
import sys

STANDIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "standin")
MOST_TEXT = 2000
OPTIONAL = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def main():
    asked = json.load(sys.stdin)
    # Folders of installed packages alone: nothing beside this file is one.
    path = sys.path[1:]
    nornir = is_installed("nornir", path)
    files = [describe(each["source"], set(each.get("beside") or []), path, nornir) for each in asked["files"]]
    version = version_of("nornir") if nornir else None
    json.dump({"python": platform.python_version(), "nornir": version, "files": files}, sys.stdout)


def version_of(package):
    try:
        from importlib.metadata import version

        return version(package)
    except Exception:  # Such as a source tree on the path.
        return ""


def describe(source, beside, path, nornir):
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        return {"fault": {"line": line, "message": getattr(error, "msg", None) or str(error) or "It is too deep."}}
    return {
        "doc": text(ast.get_docstring(tree)),
        "functions": [function(node) for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))],
        "missing": missing(tree, beside, path, nornir),
    }


def function(node):
    given = node.args
    positional = getattr(given, "posonlyargs", []) + given.args
    defaults = [None] * (len(positional) - len(given.defaults)) + list(given.defaults)
    parameters = list(zip(positional, defaults))
    first = parameters[0][0].arg if parameters else ("*" + given.vararg.arg if given.vararg else None)
    return {
        "name": node.name,
        "line": node.lineno,
        "first": first,
        "annotation": annotation(parameters[0][0]) if parameters else "",
        "doc": text(ast.get_docstring(node)),
        "parameters": [
            parameter(each, default) for each, default in parameters[1:] + list(zip(given.kwonlyargs, given.kw_defaults))
        ],
    }


def parameter(each, default):
    found = {"name": each.arg, "annotation": annotation(each), "required": default is None}
    if default is not None:
        try:
            value = ast.literal_eval(default)
            json.dumps(value)
            found["default"] = list(value) if isinstance(value, tuple) else value
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            pass
    return found


def annotation(each):
    """As it is written, such as `Optional[int]`; only the plain ones mean something here."""
    node = each.annotation
    if node is None:
        return ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value[:200]
    try:
        return ast.unparse(node)[:200]
    except (AttributeError, RecursionError):  # Before Python 3.9.
        return getattr(node, "id", "")


def text(value):
    return value.strip()[:MOST_TEXT] if value else ""


def missing(tree, beside, path, nornir):
    found = []
    for module, names in imports(tree.body):
        for need in needs(module, names, beside, path, nornir):
            if need not in found:
                found.append(need)
    return found


def imports(body):
    """Those without which the file does not work: not what is tried, nor what only a checker of types reads."""
    for node in body:
        if isinstance(node, ast.Import):
            for each in node.names:
                yield each.name, None
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or "", [each.name for each in node.names]
        elif isinstance(node, ast.Try) and any(is_optional(each) for each in node.handlers):
            yield from imports(node.orelse + node.finalbody)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield from imports(node.orelse)
        else:
            for name in ("body", "orelse", "finalbody", "handlers"):
                inner = getattr(node, name, None)
                if isinstance(inner, list):
                    yield from imports(inner)


def is_optional(handler):
    if handler.type is None:
        return True
    return any(isinstance(each, ast.Name) and each.id in OPTIONAL for each in ast.walk(handler.type))


def needs(module, names, beside, path, nornir):
    top = module.split(".")[0]
    if top in beside:
        return []
    if top == "nornir" and not nornir:
        return standin_lacks(module, names)
    return [] if is_installed(top, path) else [top]


def is_installed(top, path):
    if top in sys.builtin_module_names:
        return True
    try:
        # Of a top level name alone: what lies deeper would run the package.
        return importlib.machinery.PathFinder.find_spec(top, path) is not None
    except Exception:  # A broken package is one that is not there.
        return False


def standin_lacks(module, names):
    """What of the real nornir the stand-in does not have."""
    place = os.path.join(STANDIN, *module.split("."))
    file = place + ".py" if os.path.isfile(place + ".py") else os.path.join(place, "__init__.py")
    if not os.path.isfile(file):
        return [module]
    if names is None:
        return []
    with open(file, encoding="utf-8") as opened:
        there = defined(ast.parse(opened.read()))
    return [
        "%s.%s" % (module, name)
        for name in names
        if name != "*" and name not in there and not is_module(os.path.join(place, name))
    ]


def is_module(place):
    return os.path.isfile(place + ".py") or os.path.isdir(place)


def defined(tree):
    found = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found.update(each.id for each in node.targets if isinstance(each, ast.Name))
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update((each.asname or each.name).split(".")[0] for each in node.names)
    return found


if __name__ == "__main__":
    main()
