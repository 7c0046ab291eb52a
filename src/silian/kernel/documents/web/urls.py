"""`verify` at /verify/, `public` at the root, `consortium` at /c/<slug>/documents/."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import papers, verifying

verify: list[URLPattern] = [
    path("", verifying.home, name="home"),
    path("<str:code>/", verifying.paper, name="paper"),
    path("<str:code>/credential.json", verifying.credential_json, name="credential"),
    path("<str:code>/credential.jwt", verifying.credential_jwt, name="credential_jwt"),
]
public: list[URLPattern] = [
    path("documents/keys.json", verifying.keys, name="keys"),
    path(".well-known/did.json", verifying.did, name="did"),
]
consortium: list[URLPattern] = [
    path("<slug:ref>.pdf", papers.download, name="download"),
    path("batches/<slug:ref>/", papers.batch, name="batch"),
    path("batches/<slug:ref>/progress/", papers.progress, name="batch_progress"),
    path("batches/<slug:ref>/resume/", papers.resume, name="batch_resume"),
    path("batches/<slug:ref>/papers.zip", papers.batch_zip, name="batch_zip"),
]
