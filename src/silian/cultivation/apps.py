from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "silian.cultivation"
    label = "cultivation"
    verbose_name = "共育"

    def ready(self) -> None:
        from . import permissions, policy, workflows  # noqa: F401 - they register
        from .services import students_import  # noqa: F401 - its sheets register themselves
