"""What the API says of editions and published runs: the same as their pages, no more."""

from rest_framework import serializers

from credits.document import NameTold, RunTold
from credits.figures import SourceCount
from credits.models import Edition


class EditionShape(serializers.ModelSerializer[Edition]):
    """One edition in a list."""

    content_sha256 = serializers.SerializerMethodField()
    runs = serializers.SlugRelatedField[Edition](slug_field="name", many=True, read_only=True)
    url = serializers.HyperlinkedIdentityField(
        view_name="api-edition", lookup_field="number", lookup_url_kwarg="number"
    )

    class Meta:
        model = Edition
        fields = ("number", "published_at", "content_sha256", "runs", "url")

    def get_content_sha256(self, edition: Edition) -> str:
        """64 hex digits."""
        return bytes(edition.content_sha256).hex()


class RunShape(serializers.Serializer[RunTold]):
    """One published run; images and exposures are those that people gave."""

    name = serializers.CharField()
    purpose = serializers.CharField()
    frozen_at = serializers.CharField()
    contributors = serializers.IntegerField()
    images = serializers.IntegerField()
    exposures = serializers.IntegerField()
    source_images = serializers.IntegerField()
    source_exposures = serializers.IntegerField()


class SourceShape(serializers.Serializer[SourceCount]):
    """One rewardless source with its licence."""

    name = serializers.CharField()
    licence = serializers.CharField()
    address = serializers.CharField()
    images = serializers.IntegerField()
    exposures = serializers.IntegerField()


class NameShape(serializers.Serializer[NameTold]):
    """One name as its owner wishes to be shown today."""

    name = serializers.CharField()
    reading = serializers.CharField()
