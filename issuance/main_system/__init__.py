"""The system that is down: its files, its feed over the network, and a simulator of it."""
