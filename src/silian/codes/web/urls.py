"""Addresses of the code lists; all on the platform, none in a consortium."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import details, links, views

platform: list[URLPattern] = [
    path("", views.index, name="index"),
    path("search/", views.search_codes, name="search"),
    path("links/", links.links, name="links"),
    path("export/<slug:noun>.<slug:kind>", views.list_export, name="list_export"),
    path("programs/", views.program_list, name="program_list"),
    path("programs/<str:code>/", details.program_detail, name="program_detail"),
    path("occupations/", views.occupation_list, name="occupation_list"),
    path("occupations/<str:code>/", details.occupation_detail, name="occupation_detail"),
    path("industries/", views.industry_list, name="industry_list"),
    path("industries/<str:code>/", details.industry_detail, name="industry_detail"),
    path(
        "industries/<str:code>/occupations/",
        links.industry_occupation_set,
        name="industry_occupation_set",
    ),
    path("regions/", views.region_list, name="region_list"),
    path("regions/<str:code>/", details.region_detail, name="region_detail"),
    path("universities/", views.university_list, name="university_list"),
    path("universities/<str:code>/", details.university_detail, name="university_detail"),
    path("certificates/", views.certificate_list, name="certificate_list"),
    path("certificates/<str:ref>/", details.certificate_detail, name="certificate_detail"),
    path("sectors/", views.sector_list, name="sector_list"),
    path("sectors/<str:code>/", details.sector_detail, name="sector_detail"),
    path("sectors/<str:code>/industries/", links.sector_link, name="sector_link"),
]
consortium: list[URLPattern] = []
