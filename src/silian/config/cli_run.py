"""What runs the installation: set-up, server, worker, demo, deployment check."""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command

from silian.kernel.cli import Format, FormatOption, emit
from silian.kernel.refusals import Invalid

from .processes import Kept, NeverRan, keep_running

logger = logging.getLogger(__name__)
run_app = typer.Typer()

Port = Annotated[int, typer.Option(help="端口 / port")]


@run_app.command()
def migrate() -> None:
    """建立或升级数据库 / create or upgrade the database."""
    call_command("migrate", verbosity=0)


@run_app.command()
def worker(once: Annotated[bool, typer.Option(help="做完即止 / stop when empty")] = False) -> None:
    """处理后台任务与每日计划 / work off jobs and the daily schedule."""
    from silian.kernel.jobs.worker import work

    if not once:
        unpack_fonts()
    work(once=once)


@run_app.command()
def serve(port: Port = 8000, host: str = "127.0.0.1") -> None:
    """启动网页与后台任务 / serve the pages and work off jobs."""
    if settings.MODE == "production":
        call_command("collectstatic", interactive=False, verbosity=0)
    # Where nothing was said, the QR codes lead to the server that is started here.
    address = {"SILIAN_ADDRESS": f"http://{host}:{port}"}
    own = {"SILIAN_MODE": settings.MODE, "SILIAN_DATA": str(settings.DATA)}
    environment = {**address, **os.environ, **own}
    python = [sys.executable, "-m"]
    pages = [
        *python, "gunicorn", "silian.config.wsgi", "--bind", f"{host}:{port}", "--workers", "2",
        "--threads", "4", "--timeout", "120", "--log-level", "warning",
    ]  # fmt: skip
    # Whoever stops the one process that was started means all of them.
    signal.signal(signal.SIGTERM, _stop)
    jobs = [*python, "silian.config.cli", "worker"]
    try:
        keep_running([Kept("pages", pages, must_start=True), Kept("worker", jobs)], environment)
    except NeverRan as error:
        logger.error("the pages do not start: %s", error)
        raise typer.Exit(1) from error


def unpack_fonts() -> None:
    """Papers need their fonts unpacked, which takes seconds: at the start of the worker that every
    installation has, not inside the transaction that issues the first paper.
    """
    from silian.kernel.documents import unpack_all

    unpack_all()


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


@run_app.command()
def demo(
    serve_after: Annotated[bool, typer.Option("--serve/--no-serve")] = True,
    port: Port = 8000,
    format: FormatOption = Format.text,
) -> None:
    """用五个真实联合体和演示数据启动 / start with five real consortia and demo data."""
    if settings.MODE == "production":
        raise Invalid(
            "演示数据不能装入正式库：请设 SILIAN_MODE=demo。 / Demo data never goes into "
            "a production database: set SILIAN_MODE=demo."
        )
    from silian.shell.demo.prepare import prepare

    unpack_fonts()
    answer = prepare()
    if format is Format.text:
        print(f"http://127.0.0.1:{port}")
    emit(answer | {"url": f"http://127.0.0.1:{port}"}, format)
    sys.stdout.flush()
    if serve_after:
        serve(port=port)


@run_app.command()
def check(format: FormatOption = Format.text) -> None:
    """部署检查清单 / the check list of a deployment."""
    from .deployment import findings

    found = findings()
    emit({"ok": not [f for f in found if f["state"] == "fail"], "checks": found}, format)
    if any(f["state"] == "fail" for f in found):
        raise typer.Exit(2)


@run_app.command()
def docs(check_only: Annotated[bool, typer.Option("--check")] = False) -> None:
    """重新生成参考文档 / generate the reference pages anew."""
    from .reference import write_pages

    stale = write_pages(check_only=check_only)
    if check_only and stale:
        raise Invalid(f"{', '.join(stale)}: silian docs")
