"""Pages of accounts, and the link to django-allauth."""
