"""JSON for verifiers, the main system and other nodes."""
