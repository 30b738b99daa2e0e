"""The task of the queue `typesetting`: a job's key in, nothing out."""

from django_tasks import task

from publications.domain import building


@task(queue_name="typesetting")
def run_build(job_id: str) -> None:
    """Run one build; running it again after a kill is safe."""
    building.run(job_id)
