"""What must be there for a volume to be printed."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from publications.domain.fonts import missing_scripts


@register
def every_script_has_a_face(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each script of the region has a typeface that came with the project."""
    return [
        Warning(
            f"There is no typeface for {script}.",
            hint="Install the dependencies of the project again (make demo does).",
            id="publications.W001",
        )
        for script in missing_scripts()
    ]
