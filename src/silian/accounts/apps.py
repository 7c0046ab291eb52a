from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "silian.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from . import permissions, policy, tasks  # noqa: F401 - they register
        from .web import sign_in  # noqa: F401 - it connects
