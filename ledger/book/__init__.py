"""The book: every yen with its other half, its reason and its proof.

What moves is written once, by the journal; a closed month is sealed as a Merkle tree whose heads are
chained and published, so that whoever was paid can check it without trusting us.
"""
