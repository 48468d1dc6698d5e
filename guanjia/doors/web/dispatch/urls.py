"""Addresses of the board, of rosters and of visits."""

from django.urls import path

from guanjia.doors.web.dispatch import board, mornings, rosters, slots, visits

app_name = "dispatch"
urlpatterns = [
    path("dispatch/day/", board.day, name="board"),
    path("dispatch/morning/", mornings.morning, name="morning"),
    path("dispatch/morning/adopt/", mornings.adopt, name="adopt_way"),
    path("dispatch/morning/back/<int:leave_id>/", mornings.back, name="back"),
    path("dispatch/rosters/<int:run_id>/told/", mornings.told, name="told"),
    path("dispatch/rosters/", rosters.desk, name="rosters"),
    path("dispatch/rosters/ask/", rosters.ask, name="ask"),
    path("dispatch/rosters/<int:run_id>/", rosters.run, name="run"),
    path("dispatch/rosters/<int:run_id>/adopt/", rosters.adopt, name="adopt"),
    path("dispatch/rosters/<int:run_id>/take-back/", rosters.take_back, name="take_back"),
    path("dispatch/rosters/<int:run_id>/dismiss/", rosters.dismiss, name="dismiss"),
    path("dispatch/visits/<int:visit_id>/", visits.visit, name="visit"),
    path("dispatch/visits/<int:visit_id>/fix/", mornings.fix, name="fix"),
    path("dispatch/visits/<int:visit_id>/people/", visits.people, name="people"),
    path("dispatch/visits/<int:visit_id>/assign/", visits.assign, name="assign"),
    path("dispatch/visits/<int:visit_id>/cancel/", visits.cancel, name="cancel"),
    path("dispatch/visits/<int:visit_id>/miss/", visits.miss, name="miss"),
    path("dispatch/sent/<int:assignment_id>/withdraw/", visits.withdraw, name="withdraw"),
    path("dispatch/sent/<int:assignment_id>/confirm/", visits.confirm, name="confirm"),
    path("dispatch/slots/", slots.slots, name="slots"),
]
