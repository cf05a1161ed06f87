"""Guidelines: what a picture must be to be taken, one module per check.

Each check takes a Subject and gives findings with their evidence; `edition` runs them all. What follows from a
finding is decided in review, by a person.
"""
