"""Short references by which a person's report finds its line in the log."""

import secrets

_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Nothing that can be mistaken for something else when read out, and no vowels to spell words with."""


def new_reference() -> str:
    """Six letters and digits, new each time."""
    return "".join(secrets.choice(_LETTERS) for _ in range(6))
