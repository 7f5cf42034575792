"""What the OpenAPI document says of routes that read their request themselves."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, JsonValue

from api import examples
from api.doors import Need, need_of
from api.errors import PROBLEM_MEDIA_TYPE
from api.schemas import Problem


def inline_refs(schema: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401  any JSON value
    """Put definitions in the place of references to them, which no component list holds."""
    if isinstance(schema, list):
        return [inline_refs(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return inline_refs(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    return {key: inline_refs(value, definitions) for key, value in schema.items()}


def describe_problem(description: str, **example: JsonValue) -> dict[str, Any]:
    """Describe one kind of error; `example` is what differs from that of a refused field."""
    schema = Problem.model_json_schema()
    shown = inline_refs(schema, schema.pop("$defs"))
    shown["example"] = examples.PROBLEM | example
    return {"description": description, "content": {PROBLEM_MEDIA_TYPE: {"schema": shown}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: describe_problem("A field is missing or cannot be read."),
    404: describe_problem("There is no such thing.", **examples.NOT_FOUND),
    503: describe_problem(
        "The data is not loaded yet, or the server is busy.", **examples.NOT_LOADED
    ),
}


PLANNER_PROBLEMS = PROBLEMS | {
    403: describe_problem("The planner's interface is not for this sender.", **examples.FORBIDDEN)
}
_NOT_SIGNED_IN = describe_problem("Nobody knows who asks.", **examples.NOT_SIGNED_IN)
_BEARER = "bearer"
_SCHEMES = {
    _BEARER: {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token of an account (`njt_…`); teams on the road send the key of "
        "their link where that opens a door.",
    }
}


class GuardedApp(FastAPI):
    """An application whose description says of each operation what it takes to come in."""

    def openapi(self) -> dict[str, Any]:
        """Describe the interface, once."""
        if self.openapi_schema is None:
            described = super().openapi()
            described.setdefault("components", {})["securitySchemes"] = _SCHEMES
            for path, operations in described["paths"].items():
                for method, operation in operations.items():
                    _describe_door(operation, need_of(method.upper(), path))
        return super().openapi()


def _describe_door(operation: dict[str, Any], need: Need | None) -> None:
    if need is Need.PUBLIC:
        return
    operation["security"] = [{_BEARER: []}]
    operation["responses"]["401"] = _NOT_SIGNED_IN
    operation["responses"].setdefault("403", PLANNER_PROBLEMS[403])


def query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Describe each field of a model as a query parameter."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    required = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": described.get("description", ""),
            "schema": inline_refs(described, schema.get("$defs", {})),
        }
        for name, described in schema["properties"].items()
    ]


def request_body(model: type[BaseModel]) -> dict[str, Any]:
    """Describe a model as a JSON request body."""
    schema = model.model_json_schema()
    body = inline_refs({k: v for k, v in schema.items() if k != "$defs"}, schema.get("$defs", {}))
    return {"required": True, "content": {"application/json": {"schema": body}}}
