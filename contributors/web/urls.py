"""Addresses of signing in, of a contributor's pictures and sending them, of collecting and of the review queue."""

from django.urls import URLPattern, path

from contributors.web import (
    collect_page,
    credit_name,
    guidelines_page,
    kin_page,
    pictures,
    review_pages,
    signing_in,
    upload_page,
)

urlpatterns: list[URLPattern] = [
    path("login/", signing_in.login, name="login"),
    path("logout/", signing_in.logout, name="logout"),
    path("me/pictures/", pictures.pictures, name="pictures"),
    path("pictures/<int:pk>/thumbnail", pictures.thumbnail, name="thumbnail"),
    path("me/upload/", upload_page.upload, name="upload"),
    path("me/upload/<uuid:token>/piece", upload_page.piece, name="upload-piece"),
    path("me/credit/", credit_name.credit_name, name="credit-name"),
    path("staff/collect/", collect_page.collect, name="collect"),
    path("staff/kin/", kin_page.kin, name="kin"),
    path("staff/guidelines/", guidelines_page.guidelines, name="guidelines"),
    path("staff/review/", review_pages.pictures, name="review"),
    path("staff/review/<int:pk>/", review_pages.picture, name="review-picture"),
]
