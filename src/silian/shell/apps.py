from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "silian.shell"
    label = "shell"
    verbose_name = "外壳"
