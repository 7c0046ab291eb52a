"""The code lists of the country and the links between them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CodesConfig(AppConfig):
    name = "silian.codes"
    label = "codes"
    verbose_name = _("标准代码")

    def ready(self) -> None:
        from . import policy, services  # noqa: F401 - registers permissions and commands
