"""The addresses of coming in and going out. The names are those by which allauth knows them."""

from allauth.account import views as account
from django.urls import include, path

from guanjia.doors.web.account import demo, health, views

urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in/", account.request_login_code, name="account_request_login_code"),
    path("sign-in/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/password/", account.login, name="account_login"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/mine/", views.prove, name="prove"),
    path("go/<name:token>/", views.go, name="go"),
    path("me/", views.me, name="me"),
    path("me/messages/", views.messages, name="messages"),
    path("me/password/", account.password_change, name="account_change_password"),
    path("me/password/new/", account.password_set, name="account_set_password"),
    path("me/again/", account.reauthenticate, name="account_reauthenticate"),
    path("me/second-factor/", include("allauth.mfa.urls")),
    path("health/", health.show, name="health"),
    path("demo/", demo.faces, name="demo"),
    path("demo/<id:user_id>/", demo.become, name="become"),
]
