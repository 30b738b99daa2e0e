"""Build a volume from the administration: one button, the progress, what came of it."""

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access.domain import audit
from access.models import User
from access.roles import Role, has_role
from publications.domain.building import cancel, latest_job, newest_edition, request_build
from publications.domain.comparing import compare
from publications.domain.corrections import is_outdated, take_back
from publications.domain.preflight import findings
from publications.domain.uploading import NotAVolume, upload
from publications.domain.word import NotAWordFile, read
from publications.models import Audience, BuildJob, ChapterPage, Edition, ProceedingsPage
from publications.staff.forms import ErrataForm, UploadForm, WordForm

REFRESH_SECONDS = 3


def may_build(user: "User | AnonymousUser") -> bool:
    """The Secretariat and the proceedings staff; nobody else meets the button."""
    return has_role(user, Role.SECRETARIAT) or has_role(user, Role.PROCEEDINGS)


def page_for(request: HttpRequest, page_id: int) -> tuple[User, ProceedingsPage]:
    """The account and the page; nobody else comes in. Raises PermissionDenied, Http404."""
    user = request.user
    if not user.is_authenticated or not may_build(user):
        raise PermissionDenied
    return user, get_object_or_404(ProceedingsPage, pk=page_id)


@require_http_methods(["GET", "HEAD", "POST"])
def build(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET shows how the volume stands, POST asks for a build or cancels the one that runs."""
    user, page = page_for(request, page_id)
    audience = request.POST.get("audience") or request.GET.get("audience") or Audience.PUBLIC
    if audience not in Audience.values:
        raise Http404
    job = latest_job(page, audience)
    if request.method == "POST":
        if "cancel" in request.POST:
            if job is not None and job.is_open:
                cancel(job, user)
            messages.success(request, _("The build stops. The edition before stays as it was."))
        else:
            request_build(page, user, audience)
            messages.success(request, _("The volume will be built. This page shows how far it is."))
        return redirect(f"{reverse('publications_build', args=[page.pk])}?audience={audience}")
    edition = newest_edition(page, audience)
    response = render(
        request,
        "publications/staff/build.html",
        {
            "proceedings": page,
            "workshop": page.workshop,
            "job": job,
            "edition": edition,
            "is_outdated": edition is not None and is_outdated(edition),
            "editions": page.editions.filter(audience=audience),
            "audience": Audience(audience),
            "audiences": Audience,
            "minutes_left": _minutes(job),
            "findings": len(findings(page, audience, reads_names=_reads_names(user)))
            if job is None or not job.is_open
            else 0,
        },
    )
    if job is not None and job.is_open:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _reads_names(user: User) -> bool:
    return has_role(user, Role.SECRETARIAT)


def _minutes(job: BuildJob | None) -> int | None:
    if job is None or job.seconds_left is None:
        return None
    return max(1, round(job.seconds_left / 60))


@require_safe
def check(request: HttpRequest, page_id: int) -> HttpResponse:
    """What would be printed badly, with a link to each place."""
    user, page = page_for(request, page_id)
    return render(
        request,
        "publications/staff/check.html",
        {
            "proceedings": page,
            "findings": findings(page, Audience.INTERNAL, reads_names=_reads_names(user)),
        },
    )


@require_safe
def edition_file(request: HttpRequest, page_id: int, pk: int) -> HttpResponseBase:
    """The file of any edition, for staff: also those that are not public."""
    _user, page = page_for(request, page_id)
    edition = get_object_or_404(Edition, pk=pk, proceedings=page)
    if not edition.file or is_outdated(edition):
        raise Http404
    name = f"{page.workshop.slug}-{edition.audience}-{edition.number}.pdf"
    file = storages["private"].open(edition.file)
    return FileResponse(file, content_type="application/pdf", filename=name, as_attachment=True)


@require_http_methods(["GET", "HEAD", "POST"])
def errata(request: HttpRequest, page_id: int, pk: int) -> HttpResponse:
    """Say what an edition corrects."""
    user, page = page_for(request, page_id)
    edition = get_object_or_404(Edition, pk=pk, proceedings=page)
    form = ErrataForm(request.POST or None, instance=edition)
    if request.method == "POST" and form.is_valid():
        form.save()
        audit.record(
            "proceedings.errata_written", obj=edition, actor=user, vault=page.workshop.vault
        )
        return redirect("publications_build", page.pk)
    context = {"proceedings": page, "form": form, "heading": _("What was corrected")}
    return render(request, "publications/staff/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_edition(request: HttpRequest, page_id: int, pk: int) -> HttpResponse:
    """Take back an edition that holds personal data; it is asked once more before."""
    user, page = page_for(request, page_id)
    edition = get_object_or_404(Edition.objects.exclude(file=""), pk=pk, proceedings=page)
    if request.method == "POST":
        take_back(edition, user)
        messages.success(request, _("The edition is withdrawn: its files are deleted."))
        back = reverse("publications_build", args=[page.pk])
        return redirect(f"{back}?audience={edition.audience}")
    newest = newest_edition(page, edition.audience)
    context = {"proceedings": page, "edition": edition, "is_newest": edition == newest}
    return render(request, "publications/staff/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def past_volume(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take in a finished or scanned volume as an edition."""
    user, page = page_for(request, page_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            upload(page, user, form.cleaned_data["file"], form.cleaned_data["published_on"])
        except NotAVolume as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The volume was taken in and is on its page."))
            return redirect("publications_build", page.pk)
    context = {"proceedings": page, "form": form, "heading": _("Upload a finished volume")}
    return render(request, "publications/staff/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def from_word(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make a draft chapter of a Word file, and say what was left out."""
    user, page = page_for(request, page_id)
    form = WordForm(request.POST or None, request.FILES or None)
    context = {"proceedings": page, "form": form, "heading": _("Add a chapter from a Word file")}
    if request.method == "POST" and form.is_valid():
        try:
            imported = read(form.cleaned_data["file"].read())
        except NotAWordFile as error:
            form.add_error("file", str(error))
        else:
            chapter = ChapterPage(
                title=form.cleaned_data["title"], body=imported.blocks, slug=None, live=False
            )
            page.add_child(instance=chapter)
            chapter.save_revision(user=user)
            messages.success(request, _("The chapter was made as a draft."))
            if not imported.dropped:
                return redirect("wagtailadmin_pages:edit", chapter.pk)
            context |= {"dropped": imported.dropped, "form": WordForm()}
    return render(request, "publications/staff/form.html", context)


@require_safe
def comparison(request: HttpRequest, page_id: int) -> HttpResponse:
    """Two editions of an audience, by chapter: the newest two unless others are asked for."""
    _user, page = page_for(request, page_id)
    audience = request.GET.get("audience") or Audience.PUBLIC
    if audience not in Audience.values:
        raise Http404
    editions = list(page.editions.filter(audience=audience, is_uploaded=False))
    numbers = {str(edition.number): edition for edition in editions}
    newer = numbers.get(request.GET.get("newer", "")) or (editions[0] if editions else None)
    older = numbers.get(request.GET.get("older", "")) or (editions[1] if editions[1:] else None)
    context = {
        "proceedings": page,
        "older": older,
        "newer": newer,
        "editions": editions,
        "audience": Audience(audience),
        "audiences": Audience,
    }
    if older is not None and newer is not None:
        context["chapters"] = compare(older, newer)
    return render(request, "publications/staff/compare.html", context)
