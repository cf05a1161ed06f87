"""Addresses of the contributor's account and of the staff's month."""

from django.urls import URLPattern, path

from ledger.web import (
    dashboard,
    home,
    jobs,
    month_pages,
    payout_profile,
    proving,
    run_pages,
    staff,
    statement_pages,
    trial_balance,
)

urlpatterns: list[URLPattern] = [
    path("home/", home.home, name="home"),
    path("me/", dashboard.dashboard, name="dashboard"),
    path("me/statements/", statement_pages.statements, name="statements"),
    path("me/statements/<uuid:token>/paper", statement_pages.paper, name="statement-paper"),
    path("me/payout/", payout_profile.payout_profile, name="payout-profile"),
    path("proof/<uuid:token>/", statement_pages.proof, name="statement-proof"),
    path("proof/<uuid:token>/file", statement_pages.proof_file, name="proof-file"),
    path("staff/", staff.home, name="staff"),
    path("staff/runs/", run_pages.listed, name="staff-runs"),
    path("staff/runs/<slug:name>/", run_pages.detail, name="staff-run"),
    path("staff/month/", month_pages.listed, name="staff-months"),
    path("staff/month/<str:month>/", month_pages.detail, name="staff-month"),
    path("staff/payouts/<int:pk>/file", month_pages.payout_file, name="payout-file"),
    path("staff/jobs/<int:pk>/", jobs.job, name="job"),
    path("staff/trial-balance/", trial_balance.trial_balance, name="staff-trial-balance"),
    path("staff/prove/", proving.prove, name="staff-prove"),
]
