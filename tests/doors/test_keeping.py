"""What a piece of the frame came to is kept for as long as its values are the same."""

from django.template import Context, Template
from django.utils.translation import override

PIECE = "{% load fragment_cache %}{% kept menu %}{{ menu }} {% translate 'Today' %} {{ number }}{% endkept %}"


def drawn(template: Template, **words: object) -> str:
    return template.render(Context(words))


def test_the_same_values_are_drawn_once():
    template = Template(PIECE)

    assert drawn(template, menu="a", number=1) == drawn(template, menu="a", number=2)
    assert drawn(template, menu="b", number=3).endswith("3")


def test_each_language_has_its_own():
    template = Template(PIECE)

    with override("zh-hans"):
        chinese = drawn(template, menu="a", number=1)
    with override("en"):
        english = drawn(template, menu="a", number=1)

    assert "Today" in english
    assert "Today" not in chinese


def test_the_oldest_are_let_go():
    template = Template(PIECE)
    for menu in range(300):
        drawn(template, menu=menu, number=0)

    assert drawn(template, menu=0, number=9).endswith("9")
    assert drawn(template, menu=299, number=9).endswith("0")
