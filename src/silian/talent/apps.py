from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "silian.talent"
    label = "talent"
    verbose_name = "人才清单"

    def ready(self) -> None:
        from silian.kernel.database import append_only

        from . import permissions, policy, tasks, workflows  # noqa: F401 - they register
        from .services import sheets, sources  # noqa: F401 - the sheets register themselves

        append_only("talent_snapshot")
        append_only("talent_snapshotrow")
        sources.register()
        from .web import home  # noqa: F401 - registers its part of the home page
