"""An author reads a clean proof and the changes, and approves or says what to change."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from publications.domain import proofs
from registrations.public.doors import bounded, by_link


@bounded
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def author_proof(request: HttpRequest, token: str) -> HttpResponse:
    """The proof of a link; a POST answers it, once."""
    problem, typed = "", request.POST.get("note", "")
    if request.method == "POST":
        try:
            proofs.answer(token, "approve" in request.POST, typed)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            return redirect("author_proof", token=token)
    proof = proofs.proof(token)
    last = proof.step.chapter.editorial_steps.order_by("-number").first()
    context = {
        "proof": proof,
        "workshop": proof.step.chapter.volume.workshop,
        "html": mark_safe(proof.html),
        "last": last,
        "problem": problem,
        "typed": typed,
    }
    status = 422 if problem else 200
    return render(request, "publications/author_proof.html", context, status=status)
