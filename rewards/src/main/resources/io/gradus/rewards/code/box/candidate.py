"""The tenant that runs a candidate's definitions and answers the calls of its tests."""

import ast
import builtins
import json
import os
import re
import types

import gradus_peer as peer
import gradus_remote
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


class Candidate:
    """Answers the calls of the tests."""

    def __init__(self, fd):
        self.wire = peer.Wire(fd)
        self.objects = []
        self.numbers = {}
        self.space = {}

    def handle(self, value, plain=None):
        if type(value) is Callback:
            return {"h": -1 - value._number, "n": ""}
        if plain is not None and not peer.extended(value):
            return plain
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return {"h": number, "n": type(value).__name__, "p": plain}

    def remote(self, number, name, plain):
        if number < 0:  # one of our own objects comes back
            return self.objects[-1 - number]
        return Callback(self, number)

    def encode(self, value):
        return peer.encode(value, self.handle)

    def decode(self, tree):
        return peer.decode(tree, self.remote)

    def ask(self, request):
        self.wire.send({"ask": self.encode(request)})
        return self.serve()

    def serve(self):
        """Serves requests until an answer to an own question comes."""
        while True:
            message = self.wire.receive()
            if "answer" in message:
                return self.decode(message["answer"])
            if "raise" in message:
                raise getattr(builtins, message["raise"][0], RuntimeError)(message["raise"][1])
            try:
                reply = self.perform(message["op"], message["of"], message["args"])
            except SystemExit as failure:
                os._exit(tenants.exit_code(failure))
            except peer.Broken:
                os._exit(1)
            except peer.TooLarge as failure:
                reply = {"large": str(failure)}
            except BaseException as failure:
                reply = {"raise": peer.builtin_error(failure)}
            try:
                self.wire.send(reply)
            except peer.TooLarge as failure:
                self.wire.send({"large": str(failure)})

    def perform(self, op, of, encoded):
        if op == "global":
            return {"value": self.encode(self.space[of])}
        target = self.objects[of]
        args = self.decode(encoded)
        if op == "call":
            before = json.dumps(encoded[0])
            result = target(*args[0], **args[1])
            out = {"value": self.encode(result)}
            after = [self.encode(v) for v in args[0]]
            if json.dumps(after) != before:
                out["args"] = after
            return out
        if op == "get":
            result = getattr(target, args[0])
        elif op == "set":
            result = setattr(target, args[0], args[1])
        elif op == "item":
            result = target[args[0]]
        elif op == "put":
            target[args[0]] = args[1]
            result = None
        elif op == "del":
            del target[args[0]]
            result = None
        elif op == "enter":
            result = target.__enter__()
        elif op == "exit":
            target.__exit__(None, None, None)
            result = None
        elif op == "hash":
            result = hash(target)
        elif op == "op":
            result = gradus_remote.operate(target, args)
        elif op == "plain":
            result = peer.exact(next(base for base in peer.BASES if isinstance(target, base)), target)
        elif op == "iter":
            result = iter(target)
            return {"value": self.handle(result)}
        elif op == "next":
            result = next(target)
        elif op == "len":
            result = len(target)
        elif op == "bool":
            result = bool(target)
        elif op == "str":
            result = str(target)
        elif op == "repr":
            result = repr(target)
        elif op == "same":
            result = bool(target == args[0])
        else:
            raise ValueError(op)
        return {"value": self.encode(result)}


def candidate(source, fd, note_fd):
    """Runs the candidate's definitions, tells their names, then answers calls until the tests hang up."""
    parts = json.loads(source)
    server = Candidate(fd)
    tenants.move_in()
    for inner in (fd, note_fd):
        os.set_inheritable(inner, False)
    try:
        code = compile(assemble(parts["code"], parts["prompt"], parts["entry"]), "solution.py", "exec", dont_inherit=True)
    except MemoryError:
        tenants.note(note_fd, "memory", "MemoryError")
        os._exit(1)
    except BaseException as failure:
        tenants.note(note_fd, "compile", tenants.describe(failure))
        os._exit(1)
    space = tenants.own_module("solution")
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
