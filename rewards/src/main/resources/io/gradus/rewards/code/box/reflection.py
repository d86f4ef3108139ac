"""What tests ask about an object with functions of the standard library that look into it: answered in its own process."""

import functools
import importlib

import gradus_remote as remote

# Functions that cannot look into an object of another process, by module.
FUNCTIONS = {
    "inspect": "getsource getsourcelines getdoc getfile",
    "dataclasses": "asdict astuple fields replace is_dataclass",
    "copy": "copy deepcopy",
    "asyncio": "run",
    "typing": "get_type_hints",
}


def redirect(text, line):
    """Makes these functions, in the process of the tests, ask the candidate's about its objects."""
    for module, names in FUNCTIONS.items():
        if module in text:
            owner = importlib.import_module(module)
            for name in names.split():
                setattr(owner, name, _redirected(module, name, getattr(owner, name), line))


def _redirected(module, name, original, line):
    @functools.wraps(original)
    def call(*args, **kwargs):
        if args and isinstance(args[0], remote.Remote):
            return line.request("library", args[0]._number, [module, name, list(args[1:]), kwargs])
        return original(*args, **kwargs)

    return call


def library(target, module, name, args, kwargs):
    """Calls such a function, in the candidate's process."""
    if name not in FUNCTIONS.get(module, "").split():
        raise ValueError(name)
    return getattr(importlib.import_module(module), name)(target, *args, **kwargs)


def described(target):
    """A signature as plain values."""
    import inspect

    signature = inspect.signature(target)
    absent = inspect.Parameter.empty
    mark = lambda value: [] if value is absent else [value]
    parameters = [[p.name, int(p.kind), mark(p.default), mark(p.annotation)] for p in signature.parameters.values()]
    return [parameters, mark(signature.return_annotation)]


def rebuilt(description):
    """The signature that was described. Raises whatever the constructors raise on anything else."""
    import inspect

    unmark = lambda value: value[0] if value else inspect.Parameter.empty
    parameters = [
        inspect.Parameter(name, inspect._ParameterKind(kind), default=unmark(default), annotation=unmark(annotation))
        for name, kind, default, annotation in description[0]
    ]
    return inspect.Signature(parameters, return_annotation=unmark(description[1]))
