"""A whole outage lived through in a minute, on the nation's real list of offices, by the same deeds as the web."""
