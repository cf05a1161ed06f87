"""Addresses of what everybody may see."""

from django.urls import URLPattern, path

from credits.web import editions, feeds, proofs, rewards, runs

urlpatterns: list[URLPattern] = [
    path("", editions.current, name="credits"),
    path("credits/feed.atom", feeds.feed, name="feed"),
    path("credits/<int:number>/", editions.edition, name="edition"),
    path("credits/<int:number>.json", feeds.as_json, name="edition-json"),
    path("credits/<int:number>.csv", feeds.as_csv, name="edition-csv"),
    path("runs/<slug:name>/", runs.run, name="run"),
    path("how/", rewards.how, name="how"),
    path("proof/", proofs.proof, name="proof"),
    path("proof/verify_proof.py", proofs.script, name="proof-script"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
]
