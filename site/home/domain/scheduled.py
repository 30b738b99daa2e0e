"""Pages that an editor dated: published and taken down on the minute."""

from django.core.management import call_command


def publish_due() -> None:
    """Publish what is due and take down what has expired (`publish_scheduled` of Wagtail)."""
    call_command("publish_scheduled", verbosity=0)
