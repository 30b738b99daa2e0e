"""Addresses of participants: the form under its workshop, the private links under /me/."""

from django.urls import path, register_converter

from registrations.public import correct, evaluation, me, mine, nominate, papers, portrait, register

app_name = "registrations"


class Secret:
    """The 43 characters of a private link."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Secret, "secret")

urlpatterns = [
    path("workshops/<slug:slug>/registration/form/", register.form, name="form"),
    path("workshops/<slug:slug>/registration/sent/", correct.sent, name="sent"),
    path("workshops/<slug:slug>/registration/kept/", register.kept, name="kept"),
    path("workshops/<slug:slug>/registration/paper/", register.paper, name="paper"),
    path("me/draft/<secret:token>/", register.draft, name="draft"),
    path("me/invited/<secret:token>/", register.invited, name="invited"),
    path("me/delegation/<secret:token>/", nominate.delegation, name="delegation"),
    path("me/erased/", mine.erased, name="erased"),
    path("me/find/", me.find, name="find"),
    path("me/find/sent/", me.find_sent, name="find-sent"),
    path("me/confirm/<secret:token>/", me.confirm, name="confirm"),
    path("me/confirmed/", me.confirmed, name="confirmed"),
    path("me/ended/", me.ended, name="ended"),
    path("me/evaluated/", evaluation.thanks, name="evaluated"),
    path("me/<secret:token>/", me.status, name="status"),
    path("me/<secret:token>/evaluation/", evaluation.questions, name="evaluation"),
    path("me/<secret:token>/withdraw/", me.withdraw, name="withdraw"),
    path("me/<secret:token>/appear/", me.appear, name="appear"),
    path("me/<secret:token>/take-up/", me.take_up, name="take-up"),
    path("me/<secret:token>/answers/", mine.change, name="answers"),
    path("me/<secret:token>/travel/", mine.travel, name="travel"),
    path("me/<secret:token>/another/", mine.another, name="another"),
    path("me/<secret:token>/undo/", mine.undo, name="undo"),
    path("me/<secret:token>/erase/", mine.erase, name="erase"),
    path("me/<secret:token>/data.json", mine.data, name="data"),
    path("me/<secret:token>/end/", me.end, name="end"),
    path("me/<secret:token>/portrait/", portrait.portrait, name="portrait"),
    path("me/<secret:token>/portrait/file/", portrait.picture, name="portrait-file"),
    path("me/<secret:token>/days.ics", papers.days, name="days"),
    path("me/<secret:token>/paper/<uuid:document>/", papers.paper, name="paper-file"),
    path("me/<secret:token>/file/<uuid:key>/", papers.own_file, name="own-file"),
    path("me/<secret:token>/files/<str:code>/", papers.upload, name="upload"),
]
