"""The system that is down: its files, and a simulator of it."""
