"""The field table: every personal field of a person of a workshop, its readers and its time.

Marks in the order: person, Secretariat, travel desk, focal point, host organisers, ministry
protocol desk, co-organising NHRI, other participants, public and proceedings
(`access.catalogue.Reader`). Days count from the last day of the workshop.
Source of every row: the Secretariat's field table (docs/protection.md). Codes are stored with
every value: they are never renamed.

Not collected at all, and therefore without a row: postal address, bank data, religion, diagnosis,
scans of passports. Kept without a person's key: answers to the evaluation, the choice of sessions.
"""

from django.utils.translation import gettext_lazy as _

from access.catalogue import PersonalField

DAYS_3, WEEK, FORTNIGHT, MONTH = 3, 7, 14, 30
HALF_YEAR = 183
YEAR = 365

# Who somebody is, as it may be printed.
WHO = (
    PersonalField(
        "reference",
        _("Reference"),
        _("To find your registration again without your name."),
        "● ● ● ● · · · · ·",
        HALF_YEAR,
    ),
    PersonalField(
        "name",
        _("Full name"),
        _("To address you and, where you choose so, to name you."),
        "● ● ● ● o●/d○ o●/d· o●/d○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "other_name",
        _("Another name under which you may appear"),
        _("Printed instead of your name where you choose so."),
        "● ● · ● ○ · ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "name_own_script",
        _("Your name in its own script"),
        _("To print your name as you write it."),
        "● ● · ● ○ o●/d· ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "form_of_address",
        _("Form of address"),
        _("To address you as is due."),
        "● ● · ● o●/d○ o●/d· ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "organisation",
        _("Organisation"),
        _("To keep a fair balance, and to list you where you choose so."),
        "● ● · ● o●/d○ o●/d· o●/d○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "position",
        _("Position"),
        _("To list you where you choose so."),
        "● ● · ● o●/d○ o●/d· ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "category",
        _("Kind of participant"),
        _("To keep a fair balance; others see numbers."),
        "● ● ● ● # o●/d· # # #",
        HALF_YEAR,
    ),
    PersonalField(
        "state",
        _("State represented"),
        _("To keep a fair balance between States."),
        "● ● · ● o●/d# o●/d· # ○ #",
        HALF_YEAR,
    ),
    PersonalField(
        "capacity",
        _("Capacity in the delegation"),
        _("To seat delegations in order."),
        "● ● · ● o●/d· o●/d· · ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "biography",
        _("A few lines about you"),
        _("Shown beside your talk where you are named in the programme; speakers only."),
        "● ● · ● ○ · ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "portrait",
        _("Portrait"),
        _("Printed on your badge where you choose so."),
        "● ● · ● · · · ○ ·",
        HALF_YEAR,
    ),
)

# How to reach somebody.
CONTACT = (
    PersonalField(
        "email",
        _("E-mail address"),
        _("To write to you about this workshop, and for nothing else."),
        "● ● ● ● · · · · ·",
        HALF_YEAR,
    ),
    PersonalField(
        "phone",
        _("Telephone"),
        _("To reach you during the workshop."),
        "● ● ● ● · · · · ·",
        WEEK,
    ),
    PersonalField(
        "safe_channel",
        _("Safest way to reach you"),
        _("To reach you without putting you at risk."),
        "● ● ● ● · · · · ·",
        WEEK,
    ),
    PersonalField(
        "emergency_contact",
        _("Whom to call in an emergency"),
        _("Opened only in an emergency."),
        "● · · ● · · · · ·",
        WEEK,
    ),
    PersonalField(
        "message",
        _("Message to the Secretariat"),
        _("To answer what you ask."),
        "● ● · ● · · · · ·",
        HALF_YEAR,
    ),
    PersonalField(
        "messages",
        _("Letters between you and the Secretariat"),
        _("To answer you and to keep our promises."),
        "● ● ● ● · · · · ·",
        HALF_YEAR,
    ),
)

# What somebody needs; never why. Suppliers receive numbers and times.
NEEDS = (
    PersonalField(
        "food",
        _("Food"),
        _("To order what you can eat."),
        "● ● · · # · · · ·",
        DAYS_3,
    ),
    PersonalField(
        "access_needs",
        _("Access"),
        _("To make the venue and the sessions work for you."),
        "● ● · · # · · · ·",
        DAYS_3,
    ),
    PersonalField(
        "speaking_needs",
        _("What you need for your talk"),
        _("To make room and equipment ready for you."),
        "● ● · · # · · · ·",
        DAYS_3,
    ),
    PersonalField(
        "support_person",
        _("Support person"),
        _("To keep a place for the person who supports you."),
        "● ● · · # · · · ·",
        DAYS_3,
    ),
    PersonalField(
        "accompanying",
        _("People who come with you"),
        _("To keep places at meals and in the house: how many, never who."),
        "● ● ● · # · · · ·",
        DAYS_3,
    ),
    PersonalField(
        "working_language",
        _("Working language"),
        _("To plan rooms and texts."),
        "● ● · ● # · # · ·",
        DAYS_3,
    ),
    PersonalField(
        "interpretation",
        _("Interpretation"),
        _("To book interpreters."),
        "● ● · ● # · # · ·",
        DAYS_3,
    ),
    PersonalField(
        "participation",
        _("How you take part"),
        _("To keep a seat, or to let you into the meeting online."),
        "● ● ● ● # · # · ·",
        DAYS_3,
    ),
    PersonalField(
        "access_answer",
        _("What we could arrange for you"),
        _("To tell you before you set out."),
        "● ● · · · · · · ·",
        DAYS_3,
    ),
    PersonalField(
        "gender",
        _("Gender, in your own words"),
        _("To count; stored apart."),
        "● · · · # · # · #",
        DAYS_3,
    ),
    PersonalField(
        "photo_wish",
        _("Photographs and recordings"),
        _("To give you the lanyard that says so."),
        "● ● · ● # · # · ·",
        HALF_YEAR,
    ),
)

# For a visa letter or a flight, and only where one is asked for.
TRAVEL = (
    PersonalField(
        "legal_name",
        _("Name as in the passport"),
        _("For a visa letter, a flight or a certificate."),
        "● · ● ● · ✉ · · ·",
        FORTNIGHT,
    ),
    PersonalField(
        "nationality",
        _("Nationality"),
        _("For a visa letter."),
        "● · ● ● · ✉ · · ·",
        FORTNIGHT,
    ),
    PersonalField(
        "passport_number",
        _("Passport number"),
        _("For a visa letter."),
        "● · ● ● · ✉ · · ·",
        FORTNIGHT,
    ),
    PersonalField(
        "passport_expiry",
        _("Passport valid until"),
        _("For a visa letter."),
        "● · ● ● · ✉ · · ·",
        FORTNIGHT,
    ),
    PersonalField(
        "passport_issuer",
        _("Passport issued by"),
        _("For a visa letter."),
        "● · ● ● · ✉ · · ·",
        FORTNIGHT,
    ),
    PersonalField(
        "date_of_birth",
        _("Date of birth"),
        _("For a visa letter or a flight."),
        "● · ● · · ✉ · · ·",
        FORTNIGHT,
    ),
    PersonalField(
        "visa_letter_choice",
        _("Visa letter"),
        _("To write none, to send it to you, or to send it for you."),
        "● · ● ● · ✉ · · ·",
        FORTNIGHT,
    ),
    PersonalField(
        "visa_letter",
        _("The visa letter"),
        _("As you saw it before it was sent."),
        "● · ● ● · ✉ · · ·",
        FORTNIGHT,
    ),
    PersonalField(
        "itinerary",
        _("Journey"),
        _("To book and to meet you."),
        "● · ● ● · o✉/d· · · ·",
        MONTH,
    ),
    PersonalField(
        "hotel",
        _("Hotel and room"),
        _("To book; it goes to the hotel."),
        "● · ● ● · · · · ·",
        WEEK,
    ),
    PersonalField(
        "sponsorship_need",
        _("Help with the costs"),
        _("To decide whether we can pay your journey."),
        "● · ● · · · · · ·",
        HALF_YEAR,
    ),
    PersonalField(
        "sponsorship_decision",
        _("Decision about the costs"),
        _("To book, and to tell you."),
        "● · ● · · · · · ·",
        HALF_YEAR,
    ),
)

# What a government sends about its own delegation. Who nominated reads it by their own link.
NOMINATION = (
    PersonalField(
        "note_verbale",
        _("Note verbale"),
        _("To prove the nomination."),
        "o●/d· ● · ● · · · · ·",
        YEAR,
    ),
    PersonalField(
        "nominator",
        _("Nominated by"),
        _("To ask back."),
        "o●/d· ● · ● · · · · ·",
        YEAR,
    ),
)

# What happens at the workshop and to its record.
RECORD = (
    PersonalField(
        "naming_wish",
        _("How you wish to be named"),
        _("To name you as you chose, and to prove that you chose it."),
        "● ● · ● · · · · ·",
        YEAR,
    ),
    PersonalField(
        "arrival",
        _("Arrival at the desk"),
        _("To know who is in the building in an emergency; no lists by session."),
        "● ● · ● # · # · #",
        MONTH,
    ),
    PersonalField(
        "statement",
        _("Statement or paper"),
        _("Published once you release it."),
        "● ● · ● ○ · ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "protection_note",
        _("Protection note"),
        _("To keep you safe; the protection focal point alone reads it."),
        "· · · ● · · · · ·",
        MONTH,
    ),
)

PERSON_FIELDS = (*WHO, *CONTACT, *NEEDS, *TRAVEL, *NOMINATION, *RECORD)
