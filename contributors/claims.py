"""Claims: what the content credentials (C2PA) in a picture file say of it, as plain values.

`credentials` reads them out of a file; `guidelines` rests findings on them. A claim is somebody's word, signed or not.
"""

from dataclasses import dataclass
from typing import Literal

# none: there are none. unreadable: there are some, and they are broken or too large. invalid: they were changed after
# signing, or not signed as they should be. valid: the signature holds; who signed is not asked.
State = Literal["none", "unreadable", "invalid", "valid"]
Use = Literal["allowed", "notAllowed", "constrained"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What one entry of a training-mining assertion says: of which use, how, and under which constraint.

    ``entry`` is without its prefix: ai_generative_training, ai_training, ai_inference, data_mining. ``is_of_whole``:
    it is said of the picture itself and not of something that went into it.
    """

    entry: str
    use: Use
    constraint: str = ""
    is_of_whole: bool = True


@dataclass(frozen=True, slots=True)
class Claims:
    """What all manifests in one file say: the programs that wrote them, how contents came to be, who may train.

    ``source_types`` are the last words of IPTC's addresses (``trainedAlgorithmicMedia``), of actions and ingredients.
    """

    state: State = "none"
    generators: tuple[str, ...] = ()
    source_types: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()


NONE = Claims()
UNREADABLE = Claims("unreadable")
