"""Keys, signatures, the mark, the trust list and encrypted fields: the only reader of key material."""
