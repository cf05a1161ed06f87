"""Statements: what a contributor is told about one month, on paper and in figures.

`sheet` is what one statement shows, `wording` its sentences in two languages, `composing` sets them on pages,
`fonts` knows which signs can be drawn, `paper` draws the PDF. A stored statement is never drawn again.
"""
