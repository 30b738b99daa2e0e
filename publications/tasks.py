"""The task of the queue `typesetting`: a job's key in, nothing out."""

from django_tasks import task

from publications.domain import building, letters


@task(queue_name="typesetting")
def run_build(job_id: str) -> None:
    """Run one build; running it again after a kill is safe."""
    building.run(job_id)


@task(queue_name="typesetting")
def make_letters(batch_id: str) -> None:
    """Make the letters of a batch; running it again after a kill makes what is missing."""
    letters.run(batch_id)
