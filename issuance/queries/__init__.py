"""The questions: read-only; every query filters by office first."""
