"""Where answers to the mails of each workshop go."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from access.models import User, Vault
from correspondence.domain import compartments, desk
from correspondence.domain.compartments import Compartment
from correspondence.staff.rooms import RoomView


class DeskForm(forms.Form):
    """One address, or none."""

    address = forms.CharField(
        label=gettext_lazy("Address for answers"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"size": 36, "autocomplete": "off"}),
    )


class DesksView(RoomView):
    """Every open workshop with its address."""

    page_title = gettext_lazy("Where answers go")
    template_name = "correspondence/staff/desks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = desk.addresses()
        typed = kwargs.pop("typed", {})
        return {
            **super().get_context_data(**kwargs),
            "everywhere": settings.REPLY_TO_EMAIL or settings.DEFAULT_FROM_EMAIL,
            "rows": [
                (
                    one,
                    typed.get(one.vault_id)
                    or DeskForm(
                        initial={"address": own.get(one.vault_id, "")}, auto_id=f"{one.vault_id}-%s"
                    ),
                )
                for one in compartments.all_open()
            ],
        }


class DeskView(DesksView):
    """Save the address of one workshop (POST only)."""

    http_method_names = ["post"]
    actor: User
    vault: Vault
    compartment: Compartment

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DeskForm(request.POST, auto_id=f"{self.compartment.vault_id}-%s")
        if form.is_valid():
            address = form.cleaned_data["address"].strip()
            for problem in desk.problems(self.vault.pk, address):
                form.add_error("address", problem)
            if form.is_valid():
                desk.save(self.vault, address, self.actor)
                messages.success(request, _("Saved. Answers to the next mails go there."))
                return redirect("mail:desks")
        return self.render_to_response(self.get_context_data(typed={self.vault.pk: form}))
