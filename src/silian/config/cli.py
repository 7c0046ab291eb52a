"""The `silian` command: every app's sub-commands, and what runs the installation."""

from __future__ import annotations

import os
import sys

import typer

MOUNTED = (
    ("codes", "silian.codes.cli"),
    ("organisation", "silian.organisations.cli"),
    ("consortium", "silian.consortia.cli"),
    ("talent", "silian.talent.cli"),
    ("governance", "silian.governance.cli"),
    ("cultivation", "silian.cultivation.cli"),
    ("placement", "silian.cultivation.cli.placement"),
    ("account", "silian.accounts.cli"),
    ("audit", "silian.config.cli_audit"),
    ("documents", "silian.config.cli_documents"),
)


def build() -> typer.Typer:
    """The command tree; Django must be set up before."""
    from importlib import import_module

    from .cli_documents import verify
    from .cli_run import run_app

    tree = typer.Typer(
        help="四链 Silian：产教联合体的运行系统",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name, module in MOUNTED:
        tree.add_typer(import_module(module).app, name=name)
    for command in run_app.registered_commands:
        tree.registered_commands.append(command)
    tree.command()(verify)
    return tree


def main() -> None:
    """Runs one command: exit 0, or 2 with a sentence on standard error for what is refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
    if len(sys.argv) > 1 and sys.argv[1] == "django":
        from django.core.management import execute_from_command_line

        execute_from_command_line(["silian django", *sys.argv[2:]])
        return
    if len(sys.argv) > 1 and sys.argv[1] == "demo":
        os.environ.setdefault("SILIAN_MODE", "demo")
    import django

    django.setup()

    from django.db import DatabaseError

    from silian.kernel.refusals import Refusal

    try:
        build()(standalone_mode=True)
    except Refusal as refusal:
        print(str(refusal), file=sys.stderr)
        sys.exit(2)
    except DatabaseError:
        if not pending_migrations():
            raise
        sentence = "数据库还没有建好，请先运行 silian migrate。 / Run silian migrate first."
        print(sentence, file=sys.stderr)
        sys.exit(2)


def pending_migrations() -> int:
    """How many migrations the database still lacks; 0 also when it cannot be reached at all."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return 0
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


if __name__ == "__main__":
    main()
