"""A score from attributes and uploaded scores by a formula that anyone can work out by hand.

Allowed are numbers, names, + - * /, brackets, min(…) and max(…): nothing is executed. The text
is parsed by Python's own parser and walked node by node; computed with Decimal, 28 digits.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext

LONGEST = 500
DEEPEST = 40
PLACES = Decimal("0.0001")
# With four places a score still fits the 53 bits that the engine compares.
MOST = Decimal(10) ** 9
# English names of the usual scores, for whoever writes a formula in English.
ALIASES = {
    "grade": "成绩", "written": "笔试", "interview": "面试", "skill": "技能", "bonus": "加分",
    "age": "年龄",
}  # fmt: skip

SYNTAX, LONG, NOT_ALLOWED, UNKNOWN, NOT_NUMBER, MISSING, ZERO, LARGE = (
    "syntax", "long", "not_allowed", "unknown", "not_number", "missing", "zero", "large",
)  # fmt: skip


class FormulaError(ValueError):
    """What is wrong with a formula: `kind` is one of the constants above, `detail` the word."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind} {detail}".strip())
        self.kind, self.detail = kind, detail


@dataclass(frozen=True)
class Formula:
    """A parsed formula; `names` are the attributes and scores that it asks for, sorted."""

    text: str
    names: tuple[str, ...]
    _tree: ast.expr

    def value(self, values: Mapping[str, object]) -> Decimal:
        """The score with four places, half to even. `FormulaError` where a value is missing or
        is no number, for a division by zero and for a result beyond ±10⁹.
        """
        with localcontext() as context:
            context.prec = 28
            try:
                found = _value(self._tree, values)
            except InvalidOperation:
                raise FormulaError(NOT_NUMBER) from None
            if abs(found) > MOST:
                raise FormulaError(LARGE)
            return found.quantize(PLACES, rounding=ROUND_HALF_EVEN)


def canonical(name: str) -> str:
    """The name under which a value is kept."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return ALIASES.get(plain.lower(), plain)


def parse(text: str) -> Formula:
    """A formula; `FormulaError` for what it may not be. The empty text gives 0 to everybody."""
    if len(text) > LONGEST:
        raise FormulaError(LONG, str(LONGEST))
    plain = unicodedata.normalize("NFKC", text).replace("×", "*").replace("÷", "/").strip()
    try:
        tree = ast.parse(plain or "0", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(SYNTAX, text.strip()) from None
    names: set[str] = set()
    _check(tree, names, 0)
    return Formula(text.strip(), tuple(sorted(names)), tree)


def _check(node: ast.expr, names: set[str], depth: int) -> None:
    if depth > DEEPEST:
        raise FormulaError(NOT_ALLOWED, "()")
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        parts = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        parts = [node.operand]
    elif isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in _FUNCTIONS or node.keywords or not node.args:
            raise FormulaError(NOT_ALLOWED, name or ast.unparse(node))
        parts = list(node.args)
    elif isinstance(node, ast.Name):
        names.add(canonical(node.id))
        parts = []
    elif isinstance(node, ast.Constant) and _is_number(node.value):
        if abs(Decimal(repr(node.value))) > MOST:
            raise FormulaError(LARGE)
        parts = []
    else:
        raise FormulaError(NOT_ALLOWED, ast.unparse(node))
    for part in parts:
        _check(part, names, depth + 1)


def _is_number(value: object) -> bool:
    """A whole or decimal number; Python counts True among them, a formula does not."""
    return type(value) in (int, float)


def _divide(left: Decimal, right: Decimal) -> Decimal:
    if right == 0:
        raise FormulaError(ZERO)
    return left / right


_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: _divide,
}
_FUNCTIONS: dict[str, Callable[..., Decimal]] = {"min": min, "max": max}


def _value(node: ast.expr, values: Mapping[str, object]) -> Decimal:
    if isinstance(node, ast.BinOp):
        run = _OPERATORS[type(node.op)]
        return run(_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.UnaryOp):
        found = _value(node.operand, values)
        return -found if isinstance(node.op, ast.USub) else found
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        return _FUNCTIONS[node.func.id](*[_value(part, values) for part in node.args])
    if isinstance(node, ast.Name):
        name = canonical(node.id)
        return number(name, values.get(name))
    assert isinstance(node, ast.Constant)
    # A written 0.1 is a tenth, not the float next to it.
    return Decimal(repr(node.value))


def number(name: str, value: object) -> Decimal:
    """A stored value as a number; `FormulaError` where it is missing or none."""
    if value is None or value == "":
        raise FormulaError(MISSING, name)
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise FormulaError(NOT_NUMBER, name) from None
    if not found.is_finite():
        raise FormulaError(NOT_NUMBER, name)
    return found
