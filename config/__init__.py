"""How the machine is wired: settings, addresses, the queue; it knows issuance, never the reverse."""

# The web too must know the queue, or what it hands over goes to Celery's default broker.
from config.celery import app

__all__ = ["app"]
