"""The addresses of coming in and going out. The names are those by which allauth knows them."""

from allauth.account import views as account
from django.urls import include, path

from guanjia.doors.web.account import demo, health, languages, own, proof, views
from guanjia.doors.web.account.codes import ConfirmCode
from guanjia.doors.web.limits import limited, proven

urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in/", account.request_login_code, name="account_request_login_code"),
    path("sign-in/code/", ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/password/", account.login, name="account_login"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/mine/", views.prove, name="prove"),
    path("go/<name:token>/", views.go, name="go"),
    path("language/", languages.language, name="language"),
    path("me/", views.me, name="me"),
    path("me/here/", views.still_here, name="still_here"),
    path("me/messages/", views.messages, name="messages"),
    path("me/password/", account.password_change, name="account_change_password"),
    path("me/password/new/", proven(account.password_set), name="account_set_password"),
    path("me/again/", account.reauthenticate, name="account_reauthenticate"),
    path("me/again/code/", proof.prove_again, name="prove_again"),
    path("me/keys/new/", proven(limited("make_key")(own.make_key)), name="make_key"),
    path("me/offers/<id:offer_id>/", own.offer, name="role_offer"),
    path("me/offers/<id:offer_id>/no/", own.decline, name="decline_role"),
    path("me/second-factor/", include("allauth.mfa.urls")),
    path("health/", health.show, name="health"),
    path("demo/", demo.faces, name="demo"),
    path("demo/<id:user_id>/", demo.become, name="become"),
]
