"""Paying people: who is owed what becomes a batch, a batch becomes files, a bank's answer comes back.

The plain modules here know tax, bank days, bank codes and file layouts, and import no Django.
"""
