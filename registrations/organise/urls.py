"""The addresses of hosts about people, beside those of the agenda (events/organise/urls.py)."""

from django.urls import path

from registrations.organise import arrivals, hosts

app_name = "hosts"
urlpatterns = [
    path("<slug:slug>/arrivals/", arrivals.desk, name="arrivals"),
    path("<slug:slug>/numbers/", hosts.numbers, name="numbers"),
    path("<slug:slug>/protocol/", hosts.protocol_list, name="protocol"),
    path("<slug:slug>/list-of-participants/", hosts.list_request, name="list_request"),
]
