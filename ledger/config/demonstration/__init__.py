"""The demonstration: a small gallery that the project draws itself, with its people and a training run.

`cast` names the people, `pictures` paints, `drawings` lists what hangs, `copies` what was sent twice,
`training_run` plays the training loop, and `dataset.draw(folder)` writes all of it in the folder shape
that any collection may have.
"""
