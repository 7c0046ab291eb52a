from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "silian.cultivation"
    label = "cultivation"
    verbose_name = "共育"

    def ready(self) -> None:
        from . import permissions, policy, tasks, workflows  # noqa: F401 - they register
        from .services import (  # noqa: F401 - sheets register
            internships_import,
            merging,  # registers what moves when two units are one
            project_imports,
            rounds_applicants,
            rounds_posts,
            rounds_preferences,
            students_import,
        )
        from .web import (
            home_internships,  # noqa: F401 - its tasks and figures for the home
            home_projects,  # noqa: F401 - its tasks and figures for the home
            home_rounds,  # noqa: F401 - its tasks for the home
        )
