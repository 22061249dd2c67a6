"""Truth sets: hard Korean populations made from a seed, with the right answer for every paper."""
