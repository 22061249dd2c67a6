"""What a benchmark hands back, and the one way that two functions are timed against each other."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of ours and of a peer, in the same unit; whether less is better, the benchmark says."""

    bench: str
    ours: float
    peer: float
    peer_name: str
    unit: str

    @property
    def ratio(self) -> float:
        """Ours ÷ peer: for a time, below 1 is faster than the peer."""
        return self.ours / self.peer


@dataclass(frozen=True, slots=True)
class Figures:
    """What a benchmark found that is no single measure: a line of its own, each figure under its name."""

    bench: str
    figures: Mapping[str, str | float | None]


def interleaved(
    ours: Callable[[], object], peer: Callable[[], object], *, rounds: int, repeat: int
) -> tuple[float, float]:
    """Median seconds a call of each, the two taking turns so that a busy machine slows both alike.

    A round is the mean of `repeat` calls; one call of each goes before, unmeasured.
    """
    ours()
    peer()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for function, measured in zip((ours, peer), times, strict=True):
            gc.collect()
            began = perf_counter()
            for _ in range(repeat):
                function()
            measured.append((perf_counter() - began) / repeat)
    return median(times[0]), median(times[1])
