"""Verdicts for programs: one mark, up to a hundred of them, or a check number with its second factor."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from issuance.actions import verification
from issuance.api.refusals import refused
from issuance.domain.errors import IssuanceError
from issuance.domain.verification import MARKS_AT_ONCE, TooManyTries
from issuance.sealing.lists import Realm


class MalformedRequest(IssuanceError):
    code = "malformed_request"
    sentence = (
        '{{"mark": "KD1:…"}}, {{"marks": ["KD1:…"]}} (100개까지), {{"number": "…", "birth": "YYMMDD"}}'
        " 가운데 하나를 JSON으로 보내 주세요."
    )


class UnknownRealm(IssuanceError):
    code = "unknown_realm"
    sentence = "realm은 live나 drill입니다."


@csrf_exempt  # nothing here depends on who is logged in
@login_not_required
@require_POST
@never_cache
def verify(request: HttpRequest) -> JsonResponse:
    """The verdict JSON of the format; `{"verdicts": […]}` in the order of `marks`."""
    try:
        return JsonResponse(_answer(_asked(request), request), json_dumps_params={"ensure_ascii": False})
    except TooManyTries as refusal:
        return refused(refusal, status=429)
    except (MalformedRequest, UnknownRealm) as refusal:
        return refused(refusal, status=400)
    except IssuanceError as refusal:
        return refused(refusal, status=422)


def _asked(request: HttpRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig) as fault:
        raise MalformedRequest from fault
    if not isinstance(asked, dict):
        raise MalformedRequest
    return asked


def _answer(asked: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    realm = request.GET.get("realm", Realm.LIVE)
    if realm not in list(Realm):
        raise UnknownRealm
    facts: dict[str, Any] = {
        "at": timezone.now(),
        "by_address": request.META["REMOTE_ADDR"],
        "realm": Realm(realm),
    }
    match asked:
        case {"mark": str(mark)} if len(asked) == 1:
            return verification.verify_mark(mark, **facts).judgement.as_json()
        case {"marks": [*marks]} if len(asked) == 1 and len(marks) <= MARKS_AT_ONCE:
            if not all(isinstance(mark, str) for mark in marks):
                raise MalformedRequest
            return {
                "verdicts": [verification.verify_mark(mark, **facts).judgement.as_json() for mark in marks]
            }
        case {"number": str(number), "birth": str(birth)} if len(asked) == 2:
            return verification.verify_number(number, birth, **facts).judgement.as_json()
    raise MalformedRequest
