"""How much is tried: few random cases and a part of the worked ones in the default suite, all with THOROUGH=1."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

THOROUGH = bool(os.environ.get("THOROUGH"))


def tried(times: int) -> settings:
    """Hypothesis settings for a property that `times` random cases are enough for, day by day."""
    return settings(
        max_examples=times * (10 if THOROUGH else 1),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
