"""How the machine is wired: settings, addresses, the queue; it knows issuance, never the reverse."""
