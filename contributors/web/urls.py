"""Addresses of signing in, of a contributor's pictures and sending them, of collecting and of the review queue."""

from django.urls import URLPattern, path

from contributors.web import (
    collect_page,
    copies,
    credit_name,
    guidelines_page,
    kin_page,
    leave_page,
    picture_page,
    pictures,
    review_bulk,
    review_pages,
    review_undo,
    review_unsweep,
    signing_in,
    upload_page,
)

urlpatterns: list[URLPattern] = [
    path("login/", signing_in.login, name="login"),
    path("logout/", signing_in.logout, name="logout"),
    path("me/pictures/", pictures.pictures, name="pictures"),
    path("pictures/<int:pk>/thumbnail", copies.thumbnail, name="thumbnail"),
    path("me/pictures/<int:pk>/", picture_page.picture, name="picture"),
    path("pictures/<int:pk>/large", copies.large, name="large-copy"),
    path("me/leave/", leave_page.leave, name="leave"),
    path("me/upload/", upload_page.upload, name="upload"),
    path("me/upload/<uuid:token>/piece", upload_page.piece, name="upload-piece"),
    path("me/credit/", credit_name.credit_name, name="credit-name"),
    path("staff/collect/", collect_page.collect, name="collect"),
    path("staff/kin/", kin_page.kin, name="kin"),
    path("staff/guidelines/", guidelines_page.guidelines, name="guidelines"),
    path("staff/review/", review_pages.pictures, name="review"),
    path("staff/review/bulk/", review_bulk.sweep, name="review-bulk"),
    path("staff/review/bulk/<uuid:sweep>/undo/", review_unsweep.unsweep, name="review-unsweep"),
    path("staff/review/<int:pk>/", review_pages.picture, name="review-picture"),
    path("staff/review/<int:pk>/undo/", review_undo.undo, name="review-undo"),
]
