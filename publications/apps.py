from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = _("Publications")

    def ready(self) -> None:
        from correspondence.domain import occasions, timetable
        from publications import checks  # noqa: F401  registers the system check

        occasions.register("author_proof", _("To an author: the proof of your text is ready"))

        timetable.every(
            60,
            "Proceedings: correct after a withdrawal",
            "publications.domain.corrections.correct_outdated",
        )
        from publications import formats_setup, letters_setup, outcomes_setup, proceedings_setup

        formats_setup.connect()
        letters_setup.connect()
        outcomes_setup.connect(self)
        proceedings_setup.connect()
