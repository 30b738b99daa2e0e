"""Setting one's password by a mailed link: the first one of an account, or a new one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm as DjangoSetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from access.decorators import private
from access.domain import audit
from access.forms import PlainForm


class SetPasswordForm(PlainForm, DjangoSetPasswordForm):  # type: ignore[type-arg]
    """The new password, twice."""


@method_decorator(private, name="dispatch")
class SetPassword(PasswordResetConfirmView):
    """Works once and for three days (Django's token: account, password, last sign-in, time).

    The token goes into the session and out of the address before the form shows. A link that is
    unknown, used or old answers 404, whoever's it was.
    """

    template_name = "access/set_password.html"
    form_class = SetPasswordForm
    success_url = reverse_lazy("organise:sign_in")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if not getattr(self, "validlink", False) and response.status_code == 200:
            response.status_code = 404
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        audit.record("account.password_set", obj=form.user, actor=form.user)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response
