"""Where a form leads, and how it is asked for."""

from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict


def to(name: str, *args: object, at: str = "", **query: object) -> str:
    """
    Return the address of a page.

    :param at: the place on the page
    :param query: what stands behind the question mark
    """
    address = reverse(name, args=args)
    if query:
        address += f"?{urlencode(query)}"
    return f"{address}#{at}" if at else address


def is_part(request: HttpRequest) -> bool:
    """Test whether the answer is put into a page that is open already."""
    return "HX-Request" in request.headers


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form on its way in says; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def uploaded(request: HttpRequest) -> MultiValueDict[str, UploadedFile] | None:
    """Return the files that come with a form on its way in; None while it is only shown."""
    return request.FILES if request.method == "POST" else None
