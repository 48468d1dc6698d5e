"""Addresses of plans and single orders."""

from django.urls import path

from guanjia.doors.web.planning import answers, drafts, orders, papers, views

app_name = "planning"
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("households/<int:household_id>/plans/new/", drafts.draft, name="draft"),
    path("plans/<int:version_id>/", views.plan, name="plan"),
    path("plans/<int:version_id>/lines/add/", drafts.add_line, name="add_line"),
    path("plans/<int:version_id>/lines/<int:line_id>/", drafts.line, name="line"),
    path(
        "plans/<int:version_id>/lines/<int:line_id>/removal/",
        drafts.remove_line,
        name="remove_line",
    ),
    path("plans/<int:version_id>/terms/", drafts.terms, name="terms"),
    path("plans/<int:version_id>/offer/", views.offer, name="offer"),
    path("plans/<int:version_id>/link/", views.link, name="link"),
    path("plans/<int:version_id>/revision/", views.revise, name="revise"),
    path("plans/<int:version_id>/withdrawal/", views.withdraw, name="withdraw"),
    path("plans/<int:version_id>/end/", views.end, name="end"),
    path("plans/<int:version_id>/answer/", answers.answer, name="answer"),
    path("plans/<int:version_id>/answer/wish/", answers.wish, name="wish"),
    path("plans/<int:version_id>/answer/no/", answers.decline, name="decline"),
    path("plans/<int:version_id>/paper.pdf", papers.paper, name="paper"),
    path("orders/<int:order_id>/", orders.order, name="order"),
    path("orders/<int:order_id>/cancellation/", orders.cancel, name="cancel_order"),
]
