"""The files a bank or a payment house reads: each format has a writer and an independent reader.

Writers take frozen values and give bytes; readers take bytes and give values or faults. None touches a disk.
"""
