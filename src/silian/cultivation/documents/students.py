"""All data of one student as a ZIP: one JSON to read, and the papers of the internships."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from silian.kernel.files import read_bytes, safe_name

from ..models import Student

# Kept for the machine alone: they say nothing about the person.
LEFT_OUT = {"id", "consortium", "user"}


def _plain(row: Model) -> dict[str, Any]:
    """A row by the titles of its fields."""
    found = {}
    for field in row._meta.concrete_fields:
        if field.name in LEFT_OUT:
            continue
        value = getattr(row, field.name)
        if field.choices:
            value = getattr(row, f"get_{field.name}_display")()
        found[str(field.verbose_name)] = str(value) if isinstance(value, Model) else value
    return found


def facts_of(student: Student) -> dict[str, Any]:
    """Everything kept about a student, by table and title."""
    internships = student.internships.select_related("organisation", "school")
    return {
        "student": _plain(student),
        "class": _plain(student.study_class),
        "consents": [_plain(row) for row in student.consents.all()],
        "openings": [_plain(row) for row in student.openings.all()],
        "projects": [_plain(row) for row in student.enrolments.all()],
        "applications": [
            _plain(row) | {"preferences": [_plain(one) for one in row.preferences.all()]}
            for row in student.applications.all()
        ],
        "internships": [
            _plain(row)
            | {
                name: [_plain(one) for one in getattr(row, name).all()]
                for name in ("logs", "sign_ins", "incidents", "endings", "papers")
            }
            for row in internships
        ],
    }


def archive_of(student: Student) -> bytes:
    """The ZIP: `student.json` and `papers/…`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(
            facts_of(student), ensure_ascii=False, indent=1, cls=DjangoJSONEncoder, default=None
        )
        archive.writestr("student.json", text)
        number = 0
        for internship in student.internships.all():
            for paper in internship.papers.select_related("file"):
                if paper.file is None:
                    continue
                number += 1
                name = (
                    f"papers/{number:02d}-{paper.get_kind_display()}-{safe_name(paper.file.name)}"
                )
                archive.writestr(name, read_bytes(paper.file))
    return stream.getvalue()
