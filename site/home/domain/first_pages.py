"""The pages a fresh site begins with, and their texts in English."""

from typing import TypeVar

from django.conf import settings
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from events.models import BasePage, WorkshopIndexPage
from home.models import HomePage, StandardPage

P = TypeVar("P", bound=BasePage)

INTRODUCTION = (
    "The Working Group is an informal coalition organised into national working groups. Since 2001 "
    "it has co-organised annual workshops with a host State, through its foreign ministry, and "
    "with the national human rights institution where there is one."
)
INDEX_INTRODUCTION = (
    "Once a year since 2001, governments, national institutions, parliamentarians, scholars and "
    "civil society meet in one of the Member States of ASEAN. Where the record of a past workshop "
    "is not complete, we say so."
)
ABOUT = """
<p>The Working Group for an ASEAN Human Rights Mechanism is an informal coalition of national
working groups made up of government institutions, parliamentary human rights committees, national
human rights institutions, academe and non-governmental organisations. The ASEAN Charter lists it
as an Entity Associated with ASEAN. The Ateneo Human Rights Center in Makati City, Philippines, is
its Secretariat.</p>
<h2>The annual workshops</h2>
<p>Each workshop is held in a Member State and organised together with the foreign ministry of that
State and, where there is one, its national human rights institution. Its conclusions go to the
ASEAN Senior Officials. The Fourth Workshop, held in Jakarta in 2004, proposed an ASEAN commission
on the rights of women and children and an ASEAN instrument on the rights of migrant workers.</p>
<h2>How sure the archive is</h2>
<p>The dates and organisers of past workshops are printed as the sources give them. What no source
has confirmed yet is marked or left out. If you hold a programme, a list of organisers or a summary
of one of the early workshops, the Secretariat would be glad to hear from you.</p>
"""
ACCESSIBILITY = """
<p>This site is meant to be used by everybody: with a keyboard alone, with a screen reader, on a
small telephone, on a slow line and without JavaScript.</p>
<h2>What we aim at</h2>
<p>The Web Content Accessibility Guidelines 2.2, level AA. Every page type is tested automatically
at three widths, light and dark. Automatic tests do not find everything: nobody has yet tried the
site with a screen reader in each of the languages of the region.</p>
<h2>At the workshops</h2>
<p>Tell us when you register what you need: step-free access, captions, sign language, a support
person. We ask for the arrangement, never for a diagnosis, and suppliers receive numbers and times,
not names.</p>
<h2>Something does not work?</h2>
<p>Write to the Secretariat (see the page Contact). Say which page, and what you tried to do. You
can also register and ask for documents by e-mail.</p>
<p>Under every document stands a link to ask for it in another format: large print, plain text,
Braille, read aloud, plainer words. You need not say why.</p>
"""
PRIVACY = """
<p>Taking part in a workshop must not put you at risk. These are the promises that this site is
built on.</p>
<h2>You decide whether you are named</h2>
<p>Badge, programme, list of participants and proceedings each have a switch of their own. All start
at the most protective answer. You can change them later; what is printed already cannot be called
back, and we tell you so before it is printed.</p>
<h2>The host does not receive a list of who registered</h2>
<p>Everyone who is not nominated by a government registers with the Secretariat alone. Host
organisers see numbers of five or more, and the names of those who agreed to be shown to them.</p>
<h2>Beside every question stands who reads the answer</h2>
<p>The line is made from the same table that decides it in the program. Answers are stored
encrypted, each with a day on which it is erased: most of them six months after the workshop,
what concerns food, access or health after three days.</p>
<h2>No account, no tracking</h2>
<p>You register without a password; a private link that you can end at any time takes its place.
The site loads nothing from other companies, counts no visitors and sets no cookie for reading.
Our mails have a neutral subject and no picture.</p>
<h2>Your data are yours</h2>
<p>Through your private link you can see your registration and withdraw it. Write to the
Secretariat if you want a copy of what is stored, or want it corrected or erased.</p>
"""
CONTACT = """
<p>The Secretariat answers questions about the workshops, about registration and about this site.
Write in any language of ASEAN.</p>
<ul><li>E-mail: <a href="mailto:desk@example.org">desk@example.org</a></li></ul>
<h2>If you have registered already</h2>
<p>Use the private link in the mail that confirmed your registration, and give the reference in it
(it looks like K7M-4QX) when you write to us. You need not give your name.</p>
<h2>For sensitive matters</h2>
<p>Mail can be read on its way. Do not write down what could harm you or somebody else: ask us only
for a safer way to talk, and we will offer one.</p>
"""

MEETINGS = """
<p>Between the workshops the Working Group meets ASEAN bodies, the Senior Officials and Member
States, and holds roundtables and regional consultations. Each page says which source states what;
where two sources disagree, both are given.</p>
"""
GROUPS = """
<p>The Working Group is a coalition of national working groups. Each is made of up to five
constituencies. The pages name institutions and offices, never people.</p>
"""

# slug, title, opening, text, whether it stands in the main menu
STANDARD_PAGES = (
    (
        "about",
        "About",
        "Who meets, with whom, and what becomes of it.",
        ABOUT,
        True,
    ),
    (
        "working-groups",
        "National working groups",
        "The members of the coalition, State by State.",
        GROUPS,
        False,
    ),
    (
        "meetings",
        "Meetings and consultations",
        "What happened between the workshops, since 1996.",
        MEETINGS,
        False,
    ),
    (
        "privacy",
        "Privacy promise",
        "Who sees what you tell us, and for how long.",
        PRIVACY,
        False,
    ),
    (
        "accessibility",
        "Accessibility",
        "How we keep this site and the workshops open to everybody.",
        ACCESSIBILITY,
        False,
    ),
    (
        "contact",
        "Contact",
        "How to reach the Secretariat.",
        CONTACT,
        False,
    ),
)


def ensure_pages(hostname: str, port: int) -> WorkshopIndexPage:
    """Make the pages that are missing; returns the list of workshops. Existing pages stay as is.

    Arguments: host name and port under which the site is reached, for a site made now.
    """
    home = HomePage.objects.first() or _make_home(hostname, port)
    index = WorkshopIndexPage.objects.first() or _add(
        home,
        WorkshopIndexPage(title="Workshops", slug="workshops", introduction=INDEX_INTRODUCTION),
    )
    there = set(home.get_children().values_list("slug", flat=True))
    for slug, title, lede, body, in_menus in STANDARD_PAGES:
        if slug not in there:
            _add(
                home,
                StandardPage(
                    title=title,
                    slug=slug,
                    lede=lede,
                    body=[("text", RichText(" ".join(body.split())))],
                    search_description=lede,
                    show_in_menus=in_menus,
                ),
            )
    return index


def _make_home(hostname: str, port: int) -> HomePage:
    """The home page as root of the one site, instead of the page that Wagtail installs."""
    root = Page.objects.get(depth=1)
    home = _add(
        root,
        HomePage(
            title="Home",
            slug="front",
            introduction=INTRODUCTION,
            search_description=(
                "Annual workshops on human rights in ASEAN since 2001: programmes, registration "
                "and proceedings."
            ),
        ),
    )
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    installed = site.root_page if site.root_page_id else None
    site.hostname, site.port, site.root_page = hostname, port, home
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.save()
    # The page that greets a new installation is empty of anything a human wrote.
    if installed is not None and installed.specific_class is Page and not installed.numchild:
        installed.delete()
    return HomePage.objects.get(pk=home.pk)


def _add(parent: Page, page: P) -> P:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
