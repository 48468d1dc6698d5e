"""Addresses of workers, their papers, hours and leave."""

from django.urls import path

from guanjia.doors.web.limits import limited
from guanjia.doors.web.workforce import faces, files, lists, papers, people, record, work

app_name = "workforce"
urlpatterns = [
    path("workers/", lists.workers, name="workers"),
    path("workers/workers.csv", limited("export", method="GET")(lists.export), name="export"),
    path("workers/due/", lists.due, name="due"),
    path("workers/new/", people.new, name="new"),
    path("workers/<id:worker_id>/", record.worker, name="worker"),
    path("workers/<id:worker_id>/edit/", people.edit, name="edit"),
    path("workers/<id:worker_id>/photo/", files.photo, name="photo"),
    path("workers/<id:worker_id>/portrait/", faces.portrait, name="portrait"),
    path("workers/<id:worker_id>/portrait/shown/", faces.shown, name="show_face"),
    path("workers/<id:worker_id>/portrait/hidden/", faces.hidden, name="hide_face"),
    path("workers/<id:worker_id>/portrait/removal/", faces.removed, name="remove_face"),
    path("workers/<id:worker_id>/files/<id:file_id>/", files.show_file, name="file"),
    path(
        "workers/<id:worker_id>/reveal/<name:field>/",
        limited("reveal")(people.reveal),
        name="reveal",
    ),
    path("workers/<id:worker_id>/moves/<name:name>/", people.move, name="move"),
    path("workers/<id:worker_id>/screening/<name:step>/", people.screen, name="screen"),
    path("workers/<id:worker_id>/papers/new/", papers.hand_in, name="hand_in"),
    path("workers/<id:worker_id>/insurance/new/", papers.insure, name="insure"),
    path("workers/<id:worker_id>/skills/", work.skill, name="skill"),
    path("workers/<id:worker_id>/hours/", work.hours, name="hours"),
    path("workers/<id:worker_id>/leave/new/", work.leave, name="leave"),
    path("papers/<id:paper_id>/verification/", papers.verify, name="verify"),
    path("papers/<id:paper_id>/refusal/", papers.refuse, name="refuse"),
    path("papers/<id:paper_id>/revocation/", papers.revoke, name="revoke"),
    path("leave/<id:leave_id>/decision/", work.decide_leave, name="decide_leave"),
    path("leave/<id:leave_id>/withdrawal/", work.withdraw_leave, name="withdraw_leave"),
    path("workers/me/", record.me, name="me"),
]
