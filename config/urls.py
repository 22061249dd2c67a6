"""The addresses of the product: pages for people at the root, JSON under `api/`."""

from django.urls import include, path

urlpatterns = [
    path("", include("issuance.api.urls")),
    path("", include("issuance.web.urls")),
]
