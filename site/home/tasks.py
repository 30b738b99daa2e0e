"""Background work of the house itself: a fingerprint in, nothing out."""

from django_tasks import task

from home.domain import forgotten


@task()
def write_forgotten_password(mark: str) -> None:
    """Write the mail with a new way in, where the fingerprint is that of an account."""
    forgotten.write(mark)
