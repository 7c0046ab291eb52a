"""A program: twenty consortia, thousands of requests over a pool, some with forgotten protection.

Run by `test_tenants.py` with a database of its own. One request in twenty forgets the
application's filter, one in fifty the consortium altogether. Prints a JSON line: requests,
answers by status, how often something was forgotten, own and foreign rows seen. With
`--unprotected` the database lets everything through.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import sys
import threading
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TENANTS = 20
LINES = 12
CLIENTS = 16
POOLED = 8
WITHOUT_FILTER = 0.05
WITHOUT_CONTEXT = 0.02
MARK = re.compile(r"暗号T(\d\d)")
PATHS = (
    "talent/demand/", "talent/demand/?q=暗号", "talent/demand/?page=1&sort=-headcount",
    "talent/demand/export.csv", "talent/demand/export.xlsx", "members/", "members/export/",
    "structure/", "people/", "audit/", "audit/export/?format=csv", "talent/alignment/rows/demand/",
    "talent/demand/{ref}/", "talent/demand/{foreign}/", "talent/demand/{foreign}/edit/",
    "members/{member}/", "members/{stranger}/", "talent/publish/", "",
)  # fmt: skip


def main(requests: int, seed: int, unprotected: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "silian.config.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    settings.DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": POOLED, "max_size": POOLED}
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    tenants = build()
    fate = threading.local()
    forget(fate, unprotected)
    seen = Seen()
    shares = [requests // CLIENTS] * CLIENTS
    threads = [
        threading.Thread(target=work, args=(seed + number, share, tenants, fate, seen))
        for number, share in enumerate(shares)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        bypasses = cursor.fetchone()[0]
    print(json.dumps(seen.plain() | {"bypasses": bypasses, "moved": moved(tenants)}))


class Seen:
    """What all threads saw together."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.forgotten: Counter[str] = Counter()
        self.own = self.foreign = 0
        self.faults: list[str] = []
        self._lock = threading.Lock()

    def note(self, tenant: int, status: int, fate: str, text: str, what: str) -> None:
        marks = Counter(int(found) for found in MARK.findall(text))
        own = marks.pop(tenant, 0)
        with self._lock:
            self.statuses[status] += 1
            self.forgotten[fate] += 1
            self.own += own
            self.foreign += marks.total()
            # Where protection was forgotten and nothing is shown, a page may break; not otherwise.
            if status >= 500 and fate == "whole":
                self.faults.append(what)

    def plain(self) -> dict[str, Any]:
        return {
            "statuses": {str(key): count for key, count in sorted(self.statuses.items())},
            "forgotten": dict(self.forgotten), "own": self.own, "foreign": self.foreign,
            "faults": self.faults[:5],
        }  # fmt: skip


def build() -> list[dict[str, Any]]:
    """Twenty consortia of one enterprise each, with marked lines, and their secretariats."""
    from silian.accounts.models import User
    from silian.codes.models import Region
    from silian.consortia.models import Consortium, Membership, RoleAssignment, Zone
    from silian.consortia.queries.actors import today
    from silian.kernel.scoping import inside
    from silian.organisations.models import Organisation
    from silian.talent.models import DemandRecord

    Region.objects.create(code="330604", name="上虞区", short_name="上虞", level="county")
    tenants = []
    for number in range(TENANTS):
        mark = f"暗号T{number:02d}"
        consortium = Consortium.objects.create(
            slug=f"tenant-{number}", name=f"示例{number}", kind="city_consortium", scope="city"
        )
        unit = Organisation.objects.create(name=f"示例{number}厂", kind="enterprise")
        user = User.objects.create(username=f"secretary-{number}", name=f"秘书{number} 示例")
        RoleAssignment.objects.create(
            user=user, role="secretariat", consortium=consortium, valid_from=today()
        )
        with inside(consortium.pk):
            member = Membership.objects.create(
                consortium=consortium, organisation=unit, state="active", note=mark
            )
            Zone.objects.create(consortium=consortium, name=mark)
            lines = [
                DemandRecord.objects.create(
                    consortium=consortium, organisation=unit, period="2026", state="approved",
                    position=f"岗位{mark}", headcount=1, region_id="330604", note=mark,
                    row_key=f"{number}-{line}",
                )
                for line in range(LINES)
            ]  # fmt: skip
        tenants.append(
            {
                "number": number, "pk": consortium.pk, "slug": consortium.slug, "user": user.pk,
                "refs": [line.ref for line in lines], "member": member.ref,
            }
        )  # fmt: skip
    return tenants


def forget(fate: threading.local, unprotected: bool) -> None:
    """Lets a request enter its consortium as its fate says, instead of as it should."""
    from django_scopes import scopes_disabled

    from silian.kernel import scoping

    real, database = scoping.inside, scoping._database

    @contextmanager
    def inside(consortium_id: int) -> Iterator[None]:
        kind = getattr(fate, "kind", "whole")
        if unprotected:
            # As a role that row-level security does not bind: the setting says all consortia.
            with scoping.across():
                yield
        elif kind == "without context":
            with scopes_disabled():
                yield
        elif kind == "without filter":
            with scopes_disabled(), database(str(consortium_id)):
                yield
        else:
            with real(consortium_id):
                yield

    scoping.inside = inside


def work(
    seed: int, share: int, tenants: list[dict[str, Any]], fate: threading.local, seen: Seen
) -> None:
    """One client: random people, random pages, random objects of their own and of others."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    chance = random.Random(seed)
    clients: dict[int, Client] = {}
    for _request in range(share):
        tenant, other = chance.sample(tenants, 2)
        if tenant["number"] not in clients:
            client = Client(raise_request_exception=False)
            user = get_user_model().objects.get(pk=tenant["user"])
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            clients[tenant["number"]] = client
        client = clients[tenant["number"]]
        drawn = chance.random()
        fate.kind = (
            "without context" if drawn < WITHOUT_CONTEXT
            else "without filter" if drawn < WITHOUT_CONTEXT + WITHOUT_FILTER else "whole"
        )  # fmt: skip
        base = f"/c/{tenant['slug']}/"
        if chance.random() < 0.1:
            url = f"{base}talent/demand/batch/"
            response = client.post(url, {"action": "withdraw", "row": chance.choice(other["refs"])})
        else:
            url = base + chance.choice(PATHS).format(
                ref=chance.choice(tenant["refs"]), foreign=chance.choice(other["refs"]),
                member=tenant["member"], stranger=other["member"],
            )  # fmt: skip
            response = client.get(url)
        text = readable(response)
        seen.note(tenant["number"], response.status_code, fate.kind, text, f"{fate.kind} {url}")
        fate.kind = "whole"
        connection.close()


def readable(response: Any) -> str:
    """The text of a page, a CSV file, or every part of a spreadsheet."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            body = b"\n".join(file.read(name) for name in file.namelist())
    return bytes(body).decode("utf-8", "replace")


def moved(tenants: list[dict[str, Any]]) -> int:
    """Lines that somebody of another consortium has withdrawn."""
    from silian.kernel.scoping import across
    from silian.talent.models import DemandRecord

    with across():
        return int(DemandRecord.objects.exclude(state="approved").count())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), "--unprotected" in sys.argv)
