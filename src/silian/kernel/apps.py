from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "silian.kernel"
    label = "kernel"
    verbose_name = "内核"

    def ready(self) -> None:
        from . import (
            database,  # noqa: F401 - connects post_migrate
            documents,  # noqa: F401 - registers what holds for issued papers
            files,  # noqa: F401 - registers its job
        )
        from .audit import daily  # noqa: F401 - registers its job
