"""Addresses of the contributor's account and of the staff's month."""

from django.urls import URLPattern, path

from ledger.web import (
    adjust_page,
    alarm_page,
    dashboard,
    declared_page,
    home,
    jobs,
    likeness_page,
    month_pages,
    payout_profile,
    proving,
    run_figures,
    run_pages,
    run_parts,
    run_table,
    staff,
    statement_pages,
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
    path("staff/runs/<slug:name>/parts/", run_parts.parts, name="staff-run-parts"),
    path("staff/runs/<slug:name>/contributors/", run_figures.contributors, name="staff-run-contributors"),
    path("staff/runs/<slug:name>/adjust/", adjust_page.adjust, name="staff-adjust"),
    path("staff/runs/<slug:name>/alarm/", alarm_page.alarm, name="run-alarm"),
    path("staff/runs/<slug:name>/likenesses/", likeness_page.listed, name="run-likenesses"),
    path("staff/runs/<slug:name>/declared/", declared_page.declared, name="run-declared"),
    path("staff/runs/<slug:name>/usage.<str:form>", run_table.table, name="run-table"),
    path("staff/month/", month_pages.listed, name="staff-months"),
    path("staff/month/<str:month>/", month_pages.detail, name="staff-month"),
    path("staff/payouts/<int:pk>/file", month_pages.payout_file, name="payout-file"),
    path("staff/jobs/<int:pk>/", jobs.job, name="job"),
    path("staff/prove/", proving.prove, name="staff-prove"),
]
