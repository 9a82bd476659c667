"""The commands that the workflows may give, in the order of its source: what a replay depends on."""

from __future__ import annotations

import ast
import inspect

from workflows import housekeeping, job, online, reconcile, recurring

COMMANDS = frozenset(
    {
        "execute_activity_method",
        "execute_child_workflow",
        "wait_condition",
        "sleep",
        "continue_as_new",
        "upsert_search_attributes",
        "patched",
        "deprecate_patch",
    }
)


def fingerprint() -> dict[str, list[str]]:
    """`{"job.JobWorkflow._load": ["execute_activity_method(Records.load)", …]}`."""
    found: dict[str, list[str]] = {}
    for module in (job, reconcile, housekeeping, online, recurring):
        tree = ast.parse(inspect.getsource(module))
        for owner in (node for node in tree.body if isinstance(node, ast.ClassDef)):
            for method in (n for n in owner.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)):
                calls = [node for node in ast.walk(method) if isinstance(node, ast.Call)]
                named = [_name(call) for call in sorted(calls, key=lambda c: (c.lineno, c.col_offset))]
                if commands := [name for name in named if name]:
                    found[f"{module.__name__}.{owner.name}.{method.name}"] = commands
    return found


def _name(call: ast.Call) -> str | None:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in COMMANDS:
        return None
    first = ast.unparse(call.args[0]) if call.args and call.func.attr == "execute_activity_method" else ""
    return f"{call.func.attr}({first})"
