"""The deeds: the only code that writes; each is one permission, one lock, one transaction."""
