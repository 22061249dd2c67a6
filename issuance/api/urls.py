"""The addresses for programs."""

from django.urls import path

from issuance.api import health, lists

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/trust-list", lists.trust_list, name="trust_list"),
    path("api/status/<int:number>", lists.status_list, name="status_list"),
]
