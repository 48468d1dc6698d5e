"""Addresses of plans and single orders."""

from django.urls import path

from guanjia.doors.web.planning import answers, drafts, lists, orders, papers, scans, views

app_name = "planning"
urlpatterns = [
    path("plans/", lists.plans, name="plans"),
    path("households/<id:household_id>/plans/new/", drafts.draft, name="draft"),
    path("plans/<id:version_id>/", views.plan, name="plan"),
    path("plans/<id:version_id>/lines/add/", drafts.add_line, name="add_line"),
    path("plans/<id:version_id>/lines/<id:line_id>/", drafts.line, name="line"),
    path(
        "plans/<id:version_id>/lines/<id:line_id>/removal/",
        drafts.remove_line,
        name="remove_line",
    ),
    path("plans/<id:version_id>/terms/", drafts.terms, name="terms"),
    path("plans/<id:version_id>/targets/", drafts.targets, name="targets"),
    path("plans/<id:version_id>/offer/", views.offer, name="offer"),
    path("plans/<id:version_id>/link/", views.link, name="link"),
    path("plans/<id:version_id>/revision/", views.revise, name="revise"),
    path("plans/<id:version_id>/withdrawal/", views.withdraw, name="withdraw"),
    path("plans/<id:version_id>/end/", views.end, name="end"),
    path("plans/<id:version_id>/answer/", answers.answer, name="answer"),
    path("plans/<id:version_id>/answer/wish/", answers.wish, name="wish"),
    path("plans/<id:version_id>/answer/no/", answers.decline, name="decline"),
    path("plans/<id:version_id>/paper.pdf", papers.paper, name="paper"),
    path("plans/<id:version_id>/signed-papers/", scans.bring, name="bring_paper"),
    path("signed-papers/<id:signature_id>/", scans.check, name="check_paper"),
    path("signed-papers/<id:signature_id>/scan/", scans.scan, name="scan"),
    path("signed-papers/<id:signature_id>/refusal/", scans.refuse, name="refuse_paper"),
    path("signed-papers/<id:signature_id>/taking-back/", scans.take_back, name="take_back_paper"),
    path("orders/<id:order_id>/", orders.order, name="order"),
    path("orders/<id:order_id>/cancellation/", orders.cancel, name="cancel_order"),
]
