"""The rules: plain Python values and refusals; no Django, no clock, no settings, no I/O."""
