"""verify_proof: what the stand-alone script does, for who has the house at hand. Needs no database."""

from collections.abc import Mapping

from django.core.management.base import CommandError, CommandParser

from contributors.management import door
from ledger.book import verify_proof


class Command(door.Door):
    """Exit 0: proven. 1: not proven, and why. 2: called wrongly, or a file cannot be read."""

    help = "Check a proof file offline, as ledger/book/verify_proof.py does."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """As the script's own."""
        super().add_arguments(parser)
        parser.add_argument("proof", metavar="FILE", type=verify_proof.content, help="the proof file")
        parser.add_argument("--head", type=verify_proof.digest, metavar="HEX", help="the published head")
        parser.add_argument("--pdf", type=verify_proof.content, metavar="PDF", help="the statement's PDF")
        parser.add_argument("--show", action="store_true", help="print the sealed bytes too")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Prove it."""
        given, head, pdf = options["proof"], str(options["head"] or ""), options["pdf"]
        try:
            proof = verify_proof.read(given if isinstance(given, bytes) else b"")
            newest = verify_proof.check(proof, head, pdf if isinstance(pdf, bytes) else None)
        except verify_proof.NotProven as reason:
            raise CommandError(f"Not proven: {reason}.") from reason
        told = {"told": verify_proof.told(proof, newest, bool(head), isinstance(pdf, bytes))}
        shown = {"sealed": verify_proof.shown(proof.canonical)} if options["show"] else {}
        return {
            "proven": True,
            "kind": proof.kind,
            "month": proof.sealed.month,
            "leaf_hash": verify_proof.leaf_of(proof).hex(),
            "head": newest,
            **told,
            **shown,
        }

    def tell(self, told: door.Words, *, as_json: bool) -> None:
        """For a person the script's own lines."""
        if as_json:
            super().tell(told, as_json=True)
        else:
            self.stdout.write("\n".join(str(told[word]) for word in ("told", "sealed") if word in told))
