from django.urls import include, path

from publications.public import views

urlpatterns = [
    path("", include("publications.public.recommendations_urls")),
    path("workshops/<slug:slug>/proceedings/volume.pdf", views.volume, name="publications_volume"),
    path("p/<int:page_id>-<int:number>", views.short, name="publications_short"),
]
