"""What claims to be written in other letters than ours is refused before anything reads it."""

import pytest

from guanjia.config.wsgi import in_known_letters


def reached(environ, start_response):
    start_response("200 OK", [])
    return [b"reached"]


def status_of(content_type):
    said = []
    in_known_letters(reached)(
        {"CONTENT_TYPE": content_type}, lambda status, _headers: said.append(status)
    )
    return said[0].split()[0]


@pytest.mark.parametrize(
    "charset", ["hex", "base64", "rot13", "utf-16", "utf-7", "big5", "nonsense", '"hex"', ""]
)
def test_other_letters_go_no_further(charset):
    assert status_of(f"text/html; charset={charset}") == "415"
    assert status_of(f"application/json; x=y; CHARSET = {charset}") == "415"


@pytest.mark.parametrize(
    "content_type",
    ["", "application/json", "text/html; charset=UTF-8", 'application/json; charset="utf-8"',
     "multipart/form-data; boundary=charset"],
)  # fmt: skip
def test_ours_are_read(content_type):
    assert status_of(content_type) == "200"
