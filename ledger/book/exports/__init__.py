"""The book in other people's notations, for outside judges and for whoever takes it elsewhere.

Each module takes the book as plain values and writes one format, in constant memory; ``exporting`` reads the book.
"""
