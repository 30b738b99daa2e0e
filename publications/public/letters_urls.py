from django.urls import path

from publications.public import letters

urlpatterns = [
    path("me/<secret:token>/letters/<uuid:letter>.pdf", letters.letter, name="publications_letter"),
    path("me/<secret:token>/certificate/", letters.certificate, name="publications_certificate"),
    path("certificate/", letters.check, name="certificate_check"),
]
