"""What an operator runs: parsing, then one action; and the rehearsal."""
