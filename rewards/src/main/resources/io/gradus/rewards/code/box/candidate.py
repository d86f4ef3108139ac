"""The tenant that runs a candidate's definitions and answers the calls of its tests."""

import ast
import builtins
import json
import os
import re
import types

import gradus_heap as heap
import gradus_peer as peer
import gradus_reflection as reflection
import gradus_remote
import gradus_scene
import gradus_tenants as tenants


def defines(tree, name):
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == name:
            return True
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.If, ast.Try, ast.With)):
            for inner in ast.walk(node):
                bound = getattr(inner, "id", None) if isinstance(getattr(inner, "ctx", None), ast.Store) else None
                if name in (bound, getattr(inner, "name", None), getattr(inner, "asname", None)):
                    return True
    return False


def standing_alone(prompt):
    """The prompt as code of its own: as it is, with an empty body, or only its imports."""
    for text in (prompt, prompt.rstrip() + "\n    pass\n"):
        try:
            compile(text, "prompt", "exec", dont_inherit=True)
            return text
        except (SyntaxError, ValueError):
            pass
    return "\n".join(re.findall(r"^(?:import|from)[^\n]*", prompt, re.M)) + "\n"


def assemble(code, prompt, entry):
    """A whole program: the code alone, after the prompt's other definitions, or as the prompt's continuation."""
    if not prompt.strip():
        return code
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        tree = None
    if tree is not None and (not entry or defines(tree, entry)):
        return standing_alone(prompt) + "\n" + code
    return prompt + code


class Callback:
    """A function of the tests, as the candidate sees it."""

    def __init__(self, server, number):
        self._server, self._number = server, number

    def __call__(self, *args, **kwargs):
        return self._server.ask(["call", self._number, args, kwargs])


class Source(Callback):
    """An iterator of the tests. It is read item by item, and by more at a time when much is read."""

    def __init__(self, server, number):
        super().__init__(server, number)
        self._items, self._read = [], 0

    def __iter__(self):
        return self

    def __next__(self):
        if not self._items:
            wanted = max(1, min(1000, self._read // 50))
            self._items = self._server.ask(["next", self._number, [wanted], {}])[::-1]
            self._read += len(self._items)
        if not self._items:
            raise StopIteration
        return self._items.pop()


class Candidate:
    """Answers the calls of the tests."""

    def __init__(self, fd):
        self.wire = peer.Wire(fd)
        self.heap = heap.Heap(1, self.handle, self.remote)
        self.stage = gradus_scene.Stage(self)
        self.objects = []
        self.numbers = {}
        self.callbacks = {}
        self.space = {}

    def handle(self, value, tree):
        if isinstance(value, Callback):
            return {"h": -1 - value._number, "n": ""}
        for base in peer.BASES:
            if issubclass(type(value), base):
                plain = tree(peer.exact(base, value))
                if not peer.extended(value):
                    return plain
                return {"h": self.number(value), "n": type(value).__name__, "p": plain}
        return {"h": self.number(value), "n": "type" if isinstance(value, type) else type(value).__name__}

    def number(self, value):
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return number

    def remote(self, number, name, plain):
        if number < 0:  # one of our own objects comes back
            return self.objects[-1 - number]
        if type(name) is list:
            return peer.named(name)
        if number not in self.callbacks:
            self.callbacks[number] = (Source if name == "iterator" else Callback)(self, number)
        return self.callbacks[number]

    def value(self, result):
        return {"value": self.heap.pack([result])}

    def ask(self, request):
        self.wire.send({"ask": self.heap.pack(request), **self.stage.tell()})
        return self.serve()

    def serve(self):
        """Serves requests until an answer to an own question comes."""
        while True:
            message = self.wire.receive()
            self.heap.forget(message.get("drop", ()))
            if "answer" in message:
                return self.heap.unpack(message["answer"])[0]
            if "raise" in message:
                raise getattr(builtins, message["raise"][0], RuntimeError)(message["raise"][1])
            try:
                reply = self.staged(message)
            except SystemExit as failure:
                os._exit(tenants.exit_code(failure))
            except peer.Broken:
                os._exit(1)
            except peer.TooLarge as failure:
                reply = {"large": str(failure)}
            except BaseException as failure:
                reply = self.raised(failure)
            reply.update(self.stage.tell())
            self.stage.written.clear()
            try:
                self.wire.send(reply)
            except peer.TooLarge as failure:
                self.wire.send({"large": str(failure)})

    def staged(self, message):
        try:
            self.stage.set(message.get("scene", {}))
            return self.perform(message["op"], message["of"], self.heap.unpack(message["args"]), message["names"])
        finally:
            self.stage.clear()

    def raised(self, failure):
        """An exception, with its arguments, itself if its class is the candidate's, and those of its classes that are."""
        own = [kind for kind in type(failure).__mro__ if kind.__module__ != "builtins"]
        try:
            packed = self.heap.pack([list(failure.args), failure if own else None, own])
        except BaseException:
            packed = self.heap.pack([None, None, []])
        return {"raise": peer.builtin_error(failure), "value": packed}

    def perform(self, op, of, args, names):
        if op == "global":
            return self.value(self.space[of])
        target = self.objects[of]
        if op == "iter":
            return {"value": {"v": [{"h": self.number(iter(target)), "n": "iterator"}], "n": []}}
        if op == "call":
            plain = len(args) - len(names)
            return self.value(target(*args[:plain], **dict(zip(names, args[plain:]))))
        return self.value(OPERATIONS[op](target, *args))


def put(target, key, value):
    target[key] = value


def delete(target, key):
    del target[key]


def is_failure(target):
    """The built-in class nearest to a class of exceptions, or None."""
    if isinstance(target, type) and issubclass(target, BaseException):
        return next(k.__name__ for k in target.__mro__ if k.__module__ == "builtins")
    return None


def awaited(target):
    import asyncio

    async def wait():
        return await target

    return asyncio.run(wait())


OPERATIONS = {
    "get": getattr,
    "set": setattr,
    "item": lambda target, key: target[key],
    "put": put,
    "del": delete,
    "enter": lambda target: target.__enter__(),
    "exit": lambda target: target.__exit__(None, None, None) and None,
    "hash": hash,
    "op": lambda target, *args: gradus_remote.operate(target, args),
    "plain": lambda target: peer.exact(next(base for base in peer.BASES if isinstance(target, base)), target),
    "next": next,
    "len": len,
    "bool": bool,
    "str": str,
    "repr": repr,
    "dir": dir,
    "format": format,
    "reversed": reversed,
    "same": lambda target, other: bool(target == other),
    "instance": lambda target, value: isinstance(value, target),
    "subclass": lambda target, kind: issubclass(kind, target),
    "failure": is_failure,
    "await": awaited,
    "signature": reflection.described,
    "library": reflection.library,
}


def compiled(parts):
    text = assemble(parts["code"], parts["prompt"], parts["entry"])
    tenants.source_file(text.encode("utf-8", "surrogatepass"))
    return compile(text, tenants.SOLUTION, "exec", dont_inherit=True)


def candidate(source, fd, note_fd):
    """Runs the candidate's definitions, tells their names, then answers calls until the tests hang up."""
    parts = json.loads(source)
    server = Candidate(fd)
    tenants.move_in(["/tmp"])
    for inner in (fd, note_fd):
        os.set_inheritable(inner, False)
    try:
        code = compiled(parts)
    except MemoryError:
        tenants.note(note_fd, "memory", "MemoryError")
        os._exit(1)
    except BaseException as failure:
        tenants.note(note_fd, "compile", tenants.describe(failure))
        os._exit(1)
    space = tenants.own_module("solution", tenants.SOLUTION)
    try:
        exec(code, space)
        server.space = space
        names = [n for n in space if type(n) is str and not isinstance(space[n], types.ModuleType)]
        server.wire.send({"names": names})
    except SystemExit as failure:
        os._exit(tenants.exit_code(failure))
    except BaseException as failure:
        tenants.note(note_fd, "memory" if isinstance(failure, MemoryError) else "raised", tenants.describe(failure))
        os._exit(1)
    try:
        server.serve()
    except BaseException as failure:
        tenants.note(note_fd, "memory" if isinstance(failure, MemoryError) else "raised", tenants.describe(failure))
    os._exit(0)
