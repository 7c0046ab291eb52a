from django.apps import AppConfig


class ConsortiaConfig(AppConfig):
    name = "silian.consortia"
    label = "consortia"
    verbose_name = "联合体"

    def ready(self) -> None:
        from . import (
            documents,  # noqa: F401 - tells papers who issues them
            policy,  # noqa: F401
            public,  # noqa: F401
            roles,  # noqa: F401
        )
        from .web import home  # noqa: F401 - registers its part of the home page
