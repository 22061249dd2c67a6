"""Ours beside a peer, on the same machine, in the same minute."""
