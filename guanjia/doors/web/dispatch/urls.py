"""Addresses of the board, of rosters and of visits."""

from django.urls import path

from guanjia.doors.web.dispatch import board, disruptions, hours, rosters, slots, visits

app_name = "dispatch"
urlpatterns = [
    path("dispatch/day/", board.day, name="board"),
    path("dispatch/morning/", disruptions.morning, name="morning"),
    path("dispatch/morning/adopt/", disruptions.adopt, name="adopt_way"),
    path("dispatch/morning/back/<id:leave_id>/", disruptions.back, name="back"),
    path("dispatch/rosters/<id:run_id>/told/", disruptions.told, name="told"),
    path("dispatch/rosters/", rosters.desk, name="rosters"),
    path("dispatch/rosters/ask/", rosters.ask, name="ask"),
    path("dispatch/rosters/<id:run_id>/", rosters.run, name="run"),
    path("dispatch/rosters/<id:run_id>/adopt/", rosters.adopt, name="adopt"),
    path("dispatch/rosters/<id:run_id>/take-back/", rosters.take_back, name="take_back"),
    path("dispatch/rosters/<id:run_id>/dismiss/", rosters.dismiss, name="dismiss"),
    path("dispatch/visits/<id:visit_id>/", visits.visit, name="visit"),
    path("dispatch/visits/<id:visit_id>/fix/", disruptions.fix, name="fix"),
    path("dispatch/visits/<id:visit_id>/people/", visits.people, name="people"),
    path("dispatch/visits/<id:visit_id>/assign/", visits.assign, name="assign"),
    path("dispatch/visits/<id:visit_id>/cancel/", visits.cancel, name="cancel"),
    path("dispatch/visits/<id:visit_id>/miss/", visits.miss, name="miss"),
    path("dispatch/sent/<id:assignment_id>/withdraw/", visits.withdraw, name="withdraw"),
    path("dispatch/sent/<id:assignment_id>/confirm/", visits.confirm, name="confirm"),
    path("dispatch/sent/<id:assignment_id>/absent/", hours.absent, name="absent"),
    path("dispatch/hours/<id:attendance_id>/", hours.hours, name="hours"),
    path("dispatch/slots/", slots.slots, name="slots"),
]
