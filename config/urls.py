"""The addresses of the product: pages for people at the root, JSON under `api/`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
