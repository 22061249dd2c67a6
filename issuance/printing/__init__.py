"""Paper: a frozen sheet in, PDF bytes out."""
