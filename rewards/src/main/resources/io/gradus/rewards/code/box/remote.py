"""Objects of the candidate's process, as the tests see them.

What such an object says about itself is data of the candidate's. It is never a comparison with a value of the tests: otherwise
an object that equals everything, or whose difference to everything is 0, would pass.
"""

import builtins
import operator
import types

import gradus_peer as peer

READABLE = frozenset(
    "__%s__" % n
    for n in "name qualname wrapped annotations defaults kwdefaults code dict bases mro members closure func self"
    " cause context slots match_args dataclass_fields".split()
)
BINARY = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift".split()
IN_PLACE = ["i" + n.strip("_") for n in BINARY]
UNARY = "neg pos invert abs".split()
ORDER = "lt le gt ge".split()
NUMBERS = {"int": int, "float": float, "complex": complex, "index": operator.index}
ROUNDING = "round trunc floor ceil".split()

# What isinstance of the tests may find an object of the candidate's to be, by the name of its class.
LIKENESS = {
    t.__name__: t
    for t in (types.FunctionType, types.GeneratorType, types.CoroutineType, types.MethodType, types.CodeType, type)
}
_kinds = {}


def kind_of(name):
    """The class of the tests' view of an object: it bears the name of the object's own."""
    if name not in _kinds:
        try:
            _kinds[name] = type(name, (Remote,), {"__slots__": (), "__doc__": Remote.__dict__["__doc__"]})
        except (TypeError, ValueError):
            return Remote
    return _kinds[name]


class Remote:
    """An object: called, read, indexed and iterated there. Equal to another such object if their class says so."""

    __slots__ = ("_line", "_number", "_name")

    def __init__(self, line, number, name):
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_name", name)

    def __call__(self, *args, **kwargs):
        return self._line.call(self._number, args, kwargs)

    def __getattr__(self, name):
        if name == "__signature__":
            return self._line.signature(self._number)
        if name.startswith("__") and name not in READABLE:
            raise AttributeError(name)
        return self._line.request("get", self._number, [name])

    @property
    def __class__(self):
        return LIKENESS.get(self._name) or type(self)

    @property
    def __doc__(self):
        return self._line.request("get", self._number, ["__doc__"])

    def __dir__(self):
        return self._line.plain("dir", self._number, list)

    def __instancecheck__(self, other):
        return isinstance(other, Remote) and self._line.plain("instance", self._number, bool, [other])

    def __subclasscheck__(self, other):
        return isinstance(other, Remote) and self._line.plain("subclass", self._number, bool, [other])

    def __await__(self):
        return (yield from ()) or self._line.request("await", self._number, [])

    def __reversed__(self):
        return self._line.request("reversed", self._number, [])

    def __format__(self, how):
        return self._line.plain("format", self._number, str, [how])

    def __setattr__(self, name, value):
        self._line.request("set", self._number, [name, value])

    def __getitem__(self, key):
        return self._line.request("item", self._number, [key])

    def __setitem__(self, key, value):
        self._line.request("put", self._number, [key, value])

    def __delitem__(self, key):
        self._line.request("del", self._number, [key])

    def __iter__(self):
        return self._line.request("iter", self._number, [])

    def __next__(self):
        return self._line.request("next", self._number, [], ends=True)

    def __len__(self):
        return self._line.plain("len", self._number, int)

    def __bool__(self):
        return self._line.plain("bool", self._number, bool)

    def __str__(self):
        return self._line.plain("str", self._number, str)

    def __repr__(self):
        return self._line.plain("repr", self._number, str)

    def __hash__(self):
        return self._line.plain("hash", self._number, int)

    def __enter__(self):
        return self._line.request("enter", self._number, [])

    def __exit__(self, kind, failure, trace):
        self._line.request("exit", self._number, [])  # it cannot swallow an assertion: what it answers is not asked

    def __eq__(self, other):
        if self is other:
            return True
        return isinstance(other, Remote) and bool(self._line.plain("same", self._number, bool, [other]))


class Derived(Remote):
    """What an operator makes of an object and a value of the tests. The operator is not called before the result is used.

    The result may be read, called, or compared with an object. It is neither true, empty nor near 0, and equals no plain value:
    in a comparison with what is expected, the candidate never learns that value.
    """

    __slots__ = ("_parts", "_done")

    def __init__(self, line, parts):
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_name", "")
        object.__setattr__(self, "_parts", parts)
        object.__setattr__(self, "_done", None)

    @property
    def _number(self):
        if self._done is None:
            target, args = self._parts
            value = self._line.request("op", target._number, args)
            if not isinstance(value, Remote):
                raise TypeError("an operator of the candidate's makes a plain value of one of the tests")
            object.__setattr__(self, "_done", value._number)
        return self._done

    def _untrusted(self, *args):
        raise TypeError("an operator of the candidate's decides about a value of the tests")

    __bool__ = __len__ = __iter__ = __next__ = __int__ = __float__ = __complex__ = __index__ = __round__ = _untrusted
    __trunc__ = __floor__ = __ceil__ = _untrusted


def forced(value):
    """Calls the operator that a value waits for: in a statement of its own, it may be there to raise an exception."""
    return value._number if isinstance(value, Derived) else value


def _binary(name, swapped):
    def operate(self, other):
        if isinstance(other, Remote) and not isinstance(self, Derived) and not isinstance(other, Derived):
            return self._line.request("op", self._number, [name, swapped, other])
        return Derived(self._line, (self, [name, swapped, other]))

    return operate


def _unary(name):
    def operate(self):
        if isinstance(self, Derived):
            return Derived(self._line, (self, [name]))
        return self._line.request("op", self._number, [name])

    return operate


def _rounding(name):
    def operate(self, *digits):
        return self._line.request("op", self._number, [name, *digits])

    return operate


def _number(name, kind):
    def convert(self):
        return self._line.plain("op", self._number, int if name == "index" else kind, [name])

    return convert


def _order(name):
    def compare(self, other):
        if isinstance(self, Derived) or not isinstance(other, Remote) or isinstance(other, Derived):
            return NotImplemented
        return self._line.plain("op", self._number, bool, [name, False, other])

    return compare


for _name in BINARY:
    setattr(Remote, "__%s__" % _name.strip("_"), _binary(_name, False))
    setattr(Remote, "__r%s__" % _name.strip("_"), _binary(_name, True))
for _name in IN_PLACE:
    setattr(Remote, "__%s__" % _name, _binary(_name, False))
for _name, _kind in NUMBERS.items():
    if "__%s__" % _name not in vars(Remote):
        setattr(Remote, "__%s__" % _name, _number(_name, _kind))
for _name in ROUNDING:
    setattr(Remote, "__%s__" % _name, _rounding(_name))
for _name in UNARY:
    setattr(Remote, "__%s__" % _name, _unary(_name))
for _name in ORDER:
    setattr(Remote, "__%s__" % _name, _order(_name))


class Container(Remote):
    """A list, dict or set of a class of the candidate's, with methods of its own: compared by what it holds, as the plain type."""

    __slots__ = ("_kind",)

    def __init__(self, line, number, name, kind):
        super().__init__(line, number, name)
        object.__setattr__(self, "_kind", kind)

    @property
    def __class__(self):
        return self._kind

    def __eq__(self, other):
        if isinstance(other, Remote):
            return Remote.__eq__(self, other)
        return self._line.plain("plain", self._number, self._kind) == other

    __hash__ = None


for _class in (Derived, Container):
    _class.__doc__ = Remote.__dict__["__doc__"]  # not its own: that of the object


def _with_attributes(base):
    """An immutable value of a class of the candidate's: the plain value, whose other attributes are read there."""

    def read(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        line, number = self.__dict__["_origin"]
        return line.request("get", number, [name])

    return type(base.__name__, (base,), {"__getattr__": read})


VALUES = {base: _with_attributes(base) for base in (int, float, str, tuple)}


def place(line, number, name, plain):
    """The tests' view of an object; plain is what it holds, for one whose class extends a plain type."""
    kind = type(plain)
    if kind in VALUES:
        value = VALUES[kind](plain)
        value.__dict__["_origin"] = (line, number)
        return value
    if kind in (list, dict, set):
        return Container(line, number, name, kind)
    return kind_of(name[:100])(line, number, name)


def number_of(value):
    """The candidate's number of an object that is its own, or None."""
    if isinstance(value, Remote):
        return value._number
    if type(value) in VALUES.values():
        return value.__dict__["_origin"][1]
    return None


def operate(target, args):
    """An operator, in the candidate's process."""
    name = args[0]
    if name in UNARY:
        return getattr(operator, name)(target)
    if name in NUMBERS:
        return NUMBERS[name](target)
    if name == "round":
        return builtins.round(target, *args[1:])
    if name in ROUNDING:
        import math

        return getattr(math, name)(target)
    if name not in BINARY and name not in ORDER and name not in IN_PLACE:
        raise ValueError(name)
    left, right = (args[2], target) if args[1] else (target, args[2])
    return getattr(operator, name)(left, right)
