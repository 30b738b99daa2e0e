"""The addresses of the site itself. The pages of the tree come last: they match almost anything."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern

from home.public import machines, pages, promises, search, states, volumes

urlpatterns = [
    path("sitemap.xml", machines.site_map, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("api/v1/openapi.json", machines.openapi, name="api_description"),
    path("api/v1/workshops", machines.workshops, name="api_workshops"),
    path("api/v1/workshops/<slug:slug>", machines.workshop, name="api_workshop"),
    path("api/v1/states", machines.states, name="api_states"),
    path("api/v1/recommendations", machines.recommendations, name="api_recommendations"),
    path("api/v1/recommendations/<int:pk>", machines.recommendation, name="api_recommendation"),
    path("api/v1/instruments", machines.instruments, name="api_instruments"),
    path("privacy-promise/", promises.index, name="promises"),
    path("publications/", volumes.index, name="volumes"),
    path("states/", states.index, name="states"),
    path("search/", search.index, name="search"),
    # The name by which Wagtail reverses the addresses of pages.
    re_path(serve_pattern, pages.serve, name="wagtail_serve"),
]
