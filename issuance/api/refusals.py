"""The one place where a refusal becomes JSON."""

from django.http import JsonResponse

from issuance.domain.errors import IssuanceError


class NotPublished(IssuanceError):
    code = "not_published"
    sentence = "아직 발행된 목록이 없습니다. 잠시 뒤 다시 받아 주세요."


def refused(refusal: IssuanceError, *, status: int) -> JsonResponse:
    """`{"code", "message"}` with a status that a program can act on."""
    return JsonResponse(
        {"code": refusal.code, "message": refusal.message},
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )
