"""What is promised to people who take part, in plain words; each sentence names its proof.

The page /privacy-promise/ is made from this list, and tests/home/test_promises.py finds every test
that is named here: a sentence whose proof is gone cannot stay.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Promise:
    """One sentence, and the test that fails when it is not kept: file below tests/, name."""

    sentence: "str | _StrPromise"
    test: str


@dataclass(frozen=True)
class Chapter:
    """Promises that belong together."""

    title: "str | _StrPromise"
    promises: tuple[Promise, ...]


CHAPTERS = (
    Chapter(
        _("Who learns that you came"),
        (
            Promise(
                _(
                    "Unless you choose otherwise, the Secretariat alone knows your name. "
                    "The host organisers do not."
                ),
                "access/test_disclosure.py::test_who_chose_nothing_is_known_to_no_host",
            ),
            Promise(
                _(
                    "If you registered with the Secretariat, no page of the host organisers "
                    "shows you, and none shows that you registered."
                ),
                "registrations/test_host_pages.py"
                "::test_a_direct_registration_is_on_no_page_of_the_host",
            ),
            Promise(
                _("Hosts see numbers of five or more, and they cannot work out smaller ones."),
                "access/test_suppression.py"
                "::test_nobody_who_knows_the_rule_can_compute_a_small_cell",
            ),
            Promise(
                _("The numbers change once a day, so that nobody can see who came in between."),
                "registrations/test_head_counts.py::test_the_numbers_of_a_day_stay_that_day",
            ),
            Promise(
                _(
                    "Officials whom their own government nominated are named to the host. "
                    "They are not named to the public without their own choice."
                ),
                "events/test_programme.py"
                "::test_an_official_is_not_named_to_the_public_without_their_own_choice",
            ),
            Promise(
                _("When a host asks for the list of participants, the request is recorded."),
                "registrations/test_host_pages.py"
                "::test_asking_for_the_list_is_answered_recorded_and_told",
            ),
        ),
    ),
    Chapter(
        _("How you are named"),
        (
            Promise(
                _(
                    "You choose for badge, programme, list and proceedings separately: your name, "
                    "another name, your organisation only, or nothing."
                ),
                "access/test_disclosure.py::test_four_by_four_matrix_of_appearances",
            ),
            Promise(
                _("A choice that you withdraw holds at once, in what was published before too."),
                "events/test_programme.py"
                "::test_a_name_withdrawn_today_is_gone_from_an_old_document",
            ),
            Promise(
                _("A volume that names you against your choice is taken away and corrected."),
                "publications/test_proceedings_read.py::test_a_withdrawal_acts_at_once_and_is_corrected",
            ),
        ),
    ),
    Chapter(
        _("What we do with what you tell us"),
        (
            Promise(
                _("Beside every question stands who reads the answer, and nobody else can."),
                "access/test_disclosure.py::test_hint_and_enforcement_are_one_table",
            ),
            Promise(
                _(
                    "What you tell us is kept encrypted. A stolen copy of the database, of its "
                    "log or of our files tells no name and no address."
                ),
                "access/test_dump.py::test_a_stolen_dump_tells_no_name_and_no_address",
            ),
            Promise(
                _("Every answer has a day on which it is erased; nobody has to remember it."),
                "access/test_dump.py::test_after_retention_nobody_is_left_either",
            ),
            Promise(
                _("You can have everything erased; a copy restored later forgets you again."),
                "access/test_erasure.py::test_restored_backup_forgets_again_before_the_site_opens",
            ),
            Promise(
                _("Every reading of personal data is recorded and cannot be removed unseen."),
                "access/test_audit.py::test_edited_deleted_moved_and_cut_entries_are_named",
            ),
            Promise(
                _(
                    "The protocol desk of a ministry gets your passport only after you saw the "
                    "exact words and agreed."
                ),
                "access/test_releases.py"
                "::test_an_officials_name_goes_without_asking_and_a_passport_only_after_agreement",
            ),
            Promise(
                _("A photograph that you send loses the place and the camera it was taken with."),
                "access/test_photos.py::test_nothing_of_the_camera_survives",
            ),
            Promise(
                _("A portrait of you is printed on your badge only where you say so."),
                "registrations/test_portrait.py::test_whose_face_is_on_the_badge",
            ),
            Promise(
                _(
                    "Volunteers at the arrival desk see what stands on your badge, on the days of "
                    "the workshop, and nothing else about you."
                ),
                "registrations/test_arrival_desk.py::test_a_volunteer_reads_what_is_on_the_badge",
            ),
            Promise(
                _("Whoever takes a list out of the system says why, and is named on every sheet."),
                "access/test_exports.py::test_the_stamp_names_the_account",
            ),
        ),
    ),
    Chapter(
        _("Mail and this site"),
        (
            Promise(
                _("The subject of our mails is your reference and says nothing else."),
                "correspondence/test_rendering.py::test_only_a_reference_comes_into_the_subject",
            ),
            Promise(
                _("Your private link works for you alone and is stored nowhere as it is."),
                "access/test_tokens.py::test_secret_is_long_and_only_its_hash_is_stored",
            ),
            Promise(
                _("This site asks no other site for anything while you read it."),
                "journeys/test_csp_everywhere.py::test_public_pages_ask_nobody_else",
            ),
            Promise(
                _("Whether an address is registered cannot be found out here."),
                "registrations/test_me.py::test_finding_answers_alike",
            ),
        ),
    ),
)


def tests() -> list[str]:
    """Every test that a promise names."""
    return [promise.test for chapter in CHAPTERS for promise in chapter.promises]
