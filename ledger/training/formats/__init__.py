"""The forms a manifest part may come in: JSON Lines, Parquet, CSV with a sidecar, gzip and zstd.

Each module reads one form and gives the header and columns of rows, or raises `BadPart`.
What holds across rows (order, totals, doubles) is left to `ledger.training.parts`.
"""
