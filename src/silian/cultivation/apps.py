from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "silian.cultivation"
    label = "cultivation"
    verbose_name = "共育"

    def ready(self) -> None:
        from . import permissions, policy, tasks, workflows  # noqa: F401 - they register
        from .services import students_import  # noqa: F401 - its sheets register themselves
        from .services import rounds_applicants, rounds_posts, rounds_preferences  # noqa: F401 - sheets
        from .services import project_imports  # noqa: F401 - its sheets register themselves
        from .web import home_projects  # noqa: F401 - its tasks and figures for the home
        from .web import home_internships  # noqa: F401 - its tasks and figures for the home
