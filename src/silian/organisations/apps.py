from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "silian.organisations"
    label = "organisations"
    verbose_name = "单位"

    def ready(self) -> None:
        from . import permissions, policy, public  # noqa: F401 - they register
