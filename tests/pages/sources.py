"""The code that a page quotes, as it stands in its file."""

import ast

from tests.tree import ROOT

MAIN = "__main__"  # the name under which a page quotes `if __name__ == "__main__":`
IMPORTS = "imports"


def quoted(source: str) -> str:
    """Return the text that `src="path::name"` stands for: a function or class with its decorators, an assignment,
    the `__main__` block, the imports; without `::` the whole file. Raises LookupError if there is no such thing.
    """
    path, _, name = source.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    if not name:
        return text.rstrip("\n")
    found = [node for node in ast.parse(text).body if name in _names(node)]
    if not found:
        raise LookupError(f"{path} has nothing named {name}")
    lines = text.splitlines()
    return "\n".join(lines[_first_line(found[0]) - 1 : found[-1].end_lineno])


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return [MAIN]
        case ast.Import() | ast.ImportFrom():
            return [IMPORTS]
    return []


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
