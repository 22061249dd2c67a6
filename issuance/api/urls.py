"""The addresses for programs."""

from django.urls import path

from issuance.api import docs, health, lists, verify

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/verify", verify.verify, name="api_verify"),
    path("api/trust-list", lists.trust_list, name="trust_list"),
    path("api/status/<int:number>", lists.status_list, name="status_list"),
    path("api/docs", docs.docs, name="api_docs"),
    path("api/openapi.json", docs.openapi, name="openapi"),
]
