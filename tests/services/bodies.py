"""The least that a route takes, read from its own OpenAPI: so a new route is tried without anybody writing a line for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

Json = dict[str, Any]


def routes(app: FastAPI) -> list[APIRoute]:
    """Everything that a service serves, but whether it is well."""
    return [each for each in _within(app.routes) if not each.path.startswith("/health/")]


def _within(among: Iterable[Any]) -> Iterator[APIRoute]:
    for route in among:
        if isinstance(route, APIRoute):
            yield route
        elif (router := getattr(route, "original_router", None)) is not None:
            yield from _within(router.routes)


class Bodies:
    def __init__(self, app: FastAPI) -> None:
        self._api = app.openapi()

    def schema(self, method: str, path: str) -> Json | None:
        """Of the JSON that the route takes; None where it takes none."""
        about = self._api["paths"].get(path, {}).get(method.lower(), {})
        content = about.get("requestBody", {}).get("content", {}).get("application/json")
        return self._resolved(content["schema"]) if content else None

    def least(self, method: str, path: str) -> Any:
        """A body with what is required and nothing else."""
        schema = self.schema(method, path)
        return None if schema is None else self._value("", schema)

    def queries(self, method: str, path: str) -> Json:
        """The parameters of the query that are required."""
        about = self._api["paths"].get(path, {}).get(method.lower(), {})
        wanted = [each for each in about.get("parameters", ()) if each["in"] == "query" and each.get("required")]
        return {each["name"]: self._value(each["name"], each["schema"]) for each in wanted}

    def _resolved(self, schema: Json) -> Json:
        if "$ref" in schema:
            found: Json = self._api["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            return self._resolved(found)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self._resolved(next(each for each in schema[several] if each.get("type") != "null"))
        return schema

    def _value(self, name: str, schema: Json) -> Any:
        schema = self._resolved(schema)
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        kind = schema.get("type")
        if kind == "object":
            known = schema.get("properties", {})
            return {each: self._value(each, known[each]) for each in schema.get("required", ())}
        if kind == "array":
            return [self._value(name, schema.get("items", {})) for _ in range(schema.get("minItems", 0))]
        if kind in ("integer", "number"):
            return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
        if kind == "boolean":
            return True
        return self._text(name, schema)

    @staticmethod
    def _text(name: str, schema: Json) -> str:
        soon = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
        by_format = {"date": soon.date().isoformat(), "date-time": soon.isoformat(), "email": "a@courriel.example"}
        if schema.get("format") in by_format:
            return by_format[str(schema["format"])]
        if name.endswith("_id") or name == "id":
            return "xyz_0nothing"
        return {"currency": "CAD", "quantity": "1", "email": "a@courriel.example"}.get(name, "Allô")
