from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "silian.governance"
    label = "governance"
    verbose_name = "治理"

    def ready(self) -> None:
        from . import permissions, policy, public, tasks, workflows  # noqa: F401 - they register
        from .documents import kinds  # noqa: F401 - they register
        from .services import (
            merging,  # noqa: F401 - registers what moves when two units are one
            task_import,  # noqa: F401 - its sheet registers itself
        )
        from .web import home  # noqa: F401 - registers its part of the home page
