"""Addresses: `platform` stands at /accounts/; the sign-in pages are in `sign_in_urls`."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import people, views

platform: list[URLPattern] = [
    path("", views.profile, name="profile"),
    path("email/", views.profile_email, name="profile_email"),
    path("sessions/", views.session_list, name="session_list"),
    path("sessions/end-others/", views.session_end_others, name="session_end_others"),
    path("sessions/<str:ref>/end/", views.session_end, name="session_end"),
    path("tokens/", views.token_list, name="token_list"),
    path("tokens/new/", views.token_create, name="token_create"),
    path("tokens/<str:ref>/", views.token_detail, name="token_detail"),
    path("tokens/<str:ref>/revoke/", views.token_revoke, name="token_revoke"),
    path("people/", people.person_list, name="person_list"),
    path("people/invite/", people.person_invite, name="person_invite"),
    path("people/<str:ref>/", people.person_detail, name="person_detail"),
    path("people/<str:ref>/edit/", people.person_edit, name="person_edit"),
    path("people/<str:ref>/invite/", people.person_invite_again, name="person_invite_again"),
    path("people/<str:ref>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("people/<str:ref>/reactivate/", people.person_reactivate, name="person_reactivate"),
    path("welcome/", views.welcome, name="welcome"),
    path("welcome/<str:key>/", views.welcome_link, name="welcome_link"),
]
