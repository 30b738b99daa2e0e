"""Addresses of recommendations; they are permanent."""

from django.urls import path

from publications.public import recommendations as pages
from publications.public import recommendations_data as files

urlpatterns = [
    path("recommendations/", pages.index, name="recommendations"),
    path("recommendations/data.csv", files.csv_file, name="recommendations-csv"),
    path("recommendations/data.json", files.json_file, name="recommendations-json"),
    path("recommendations/feed.xml", files.OutcomesFeed(), name="recommendations-feed"),
    path("recommendations/time-line.svg", files.time_line_file, name="recommendations-svg"),
    path("recommendations/instruments/", pages.instruments, name="instruments"),
    path("recommendations/instruments/<slug:slug>/", pages.instrument, name="instrument"),
    path("recommendations/engagement/", pages.engagement, name="engagement"),
    path("recommendations/charts/", pages.charts, name="recommendations-charts"),
    path("recommendations/charts/<slug:name>.svg", files.chart_file, name="chart-svg"),
    path(
        "workshops/<slug:slug>/recommendations/",
        pages.of_workshop,
        name="recommendations-of-workshop",
    ),
    path(
        "workshops/<slug:slug>/recommendations/<int:number>/", pages.detail, name="recommendation"
    ),
    path(
        "workshops/<slug:slug>/recommendations/<int:number>/citation.<slug:form>",
        files.cite,
        name="recommendation-citation",
    ),
    path(
        "workshops/<slug:slug>/recommendations/<int:number>/time-line.svg",
        files.recommendation_drawing,
        name="recommendation-svg",
    ),
    path("r/<int:pk>", pages.short, name="recommendation-short"),
]
