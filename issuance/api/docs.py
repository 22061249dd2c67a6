"""What the addresses for programs take and give: an OpenAPI document, and a page that lists it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_text(encoding="utf-8"))
    return read


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    described = document()
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "description": operation.get("description", ""),
            "parameters": operation.get("parameters", ()),
            "examples": _examples(operation),
            "answers": [(code, answer["description"]) for code, answer in operation["responses"].items()],
        }
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    verdict = described["components"]["schemas"]["Verdict"]["properties"]
    fields = [(name, field["description"]) for name, field in verdict.items()]
    return render(
        request,
        "api/docs.html",
        {"title": described["info"]["title"], "operations": operations, "fields": fields},
    )


def _examples(operation: dict[str, Any]) -> list[tuple[str, str]]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return [
        (example["summary"], json.dumps(example["value"], ensure_ascii=False))
        for example in body.get("examples", {}).values()
    ]
