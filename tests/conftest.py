"""What every test stands on."""

from hypothesis import HealthCheck, settings

# The machine may be busy: a slow example is no failure. Every run finds the same faults.
settings.register_profile(
    "ieum", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ieum")
