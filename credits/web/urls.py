"""Addresses of what everybody may see."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path


def t(request: HttpRequest, number: int=0, token: str="") -> HttpResponse: return HttpResponse("x")
urlpatterns: list[URLPattern] = [path("credits/<int:number>/", t, name="edition"), path("proof/<uuid:token>/", t, name="statement-proof")]
