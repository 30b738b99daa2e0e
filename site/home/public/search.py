"""The search page: a form that works without JavaScript, and its results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.domain.search import MOST, Question, answer


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Results for the words of the query string, narrowed by its filters."""
    question = Question.from_query(request.GET)
    kinds = (
        ("", _("Everything")),
        ("workshops", _("Workshops")),
        ("meetings", _("Meetings and consultations")),
        ("recommendations", _("Recommendations")),
        ("instruments", _("Instruments, studies and engagement")),
        ("proceedings", _("Proceedings")),
        ("documents", _("Documents")),
    )
    context = {"question": question, "answer": answer(question), "kinds": kinds, "most": MOST}
    response = render(request, "home/search.html", context)
    # Endless addresses are nothing for robots.
    response["X-Robots-Tag"] = "noindex"
    return response
