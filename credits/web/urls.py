"""Addresses of what everybody may see."""

from django.urls import URLPattern, path

from credits.web import cards, editions, feeds, proofs, rewards, runs

urlpatterns: list[URLPattern] = [
    path("", editions.current, name="credits"),
    path("credits/feed.atom", feeds.feed, name="feed"),
    path("credits/<int:number>/", editions.edition, name="edition"),
    path("credits/<int:number>.json", feeds.as_json, name="edition-json"),
    path("credits/<int:number>.csv", feeds.as_csv, name="edition-csv"),
    path("runs/<slug:name>/", runs.run, name="run"),
    path("runs/<slug:name>/card.md", cards.card, {"form": "hf"}, name="run-hf"),
    path("runs/<slug:name>/croissant.json", cards.card, {"form": "croissant"}, name="run-croissant"),
    path("runs/<slug:name>/prov.json", cards.card, {"form": "prov"}, name="run-prov"),
    path("staff/runs/<slug:name>/card/<str:form>/", cards.prepared, name="staff-run-card"),
    path("how/", rewards.how, name="how"),
    path("proof/", proofs.proof, name="proof"),
    path("proof/verify_proof.py", proofs.script, name="proof-script"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
]
