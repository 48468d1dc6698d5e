"""What a phone asks for when somebody puts their pages on its home screen."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET

GROUND, ACCENT = "#fbfaf7", "#0f766e"
ICONS = (("any", 192), ("any", 512), ("maskable", 512))
APPS = {
    "work": (gettext_lazy("Guanjia: my visits"), "fieldwork:today"),
    "home": (gettext_lazy("Guanjia: my home"), "client_home"),
}
"""Who installs: the name of what is installed, and the page that it opens."""


@login_not_required
@require_GET
def manifest(request: HttpRequest, name: str) -> JsonResponse:
    """Return how the pages of workers or of households look on a home screen."""
    if name not in APPS:
        raise Http404
    words, start = APPS[name]
    return JsonResponse(
        {
            "id": f"/{name}",
            "name": str(words),
            "short_name": gettext("Guanjia"),
            "lang": request.LANGUAGE_CODE,
            "start_url": reverse(start),
            "scope": "/",
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": ACCENT,
            "icons": [
                {
                    "src": static(f"img/{'seal' if purpose == 'any' else 'seal-round'}-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for purpose, size in ICONS
            ],
        },
        content_type="application/manifest+json",
    )
