"""The addresses of all pages, a line a chapter."""

urlpatterns: list[object] = []
