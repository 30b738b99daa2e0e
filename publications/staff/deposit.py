"""The deposit file for Crossref: written and downloaded, sent by nobody but staff."""

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from publications.domain.exporting import crossref
from publications.staff.views import page_for


class DepositForm(forms.Form):
    """What Crossref asks besides the volume itself."""

    prefix = forms.CharField(
        label=gettext_lazy("DOI prefix"),
        help_text=gettext_lazy("As Crossref gave it to you, such as 10.5555."),
        validators=[
            RegexValidator(r"^10\.\d{4,9}$", gettext_lazy("A prefix is 10. and four digits."))
        ],
    )
    depositor = forms.CharField(label=gettext_lazy("depositor"), max_length=130)
    email = forms.EmailField(
        label=gettext_lazy("e-mail address"),
        help_text=gettext_lazy("Crossref writes there what came of it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def crossref_deposit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for prefix and depositor, give the file; nothing of it is stored."""
    user, page = page_for(request, page_id)
    initial = {"depositor": settings.SITE_NAME, "email": user.email}
    form = DepositForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        stamp = timezone.now().strftime("%Y%m%d%H%M%S")
        text = crossref(page, stamp=stamp, **form.cleaned_data)
        response = HttpResponse(text, content_type="application/xml; charset=utf-8")
        name = f"crossref-{page.workshop.slug}-{stamp}.xml"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    context = {
        "proceedings": page,
        "form": form,
        "heading": _("Deposit file for Crossref"),
        "button": _("Download the file"),
        "explanation": _(
            "The volume and its public chapters, with the authors who agreed to be named. The "
            "file is yours to send at doi.crossref.org; this site sends nothing."
        ),
    }
    return render(request, "publications/staff/form.html", context)
