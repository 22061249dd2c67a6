"""The matcher on a made-up nation of hard cases: precision and recall of each class, and of all together."""

from time import process_time

from tests.benchmarks.comparison import Figures
from tests.truth.measure import Quality, by_class, outcomes
from tests.truth.population import truth

PAPERS, SEED = 30_000, 20_261_123


def bench_match_quality() -> tuple[Figures, ...]:
    """A line for each class; `recall` is over the pairs that can be decided, the rest is for people to decide."""
    made = truth(PAPERS, seed=SEED)
    began = process_time()
    found = outcomes(made)
    seconds = process_time() - began
    lines = [_line(quality) for quality in by_class(found).values()]
    lines.append({"class": "time", "rows": len(made.rows), "seconds": float(f"{seconds:.4g}")})
    return tuple(Figures("match_quality", line) for line in lines)


def _line(quality: Quality) -> dict[str, str | float | None]:
    """Null where there is nothing to measure; `right_first` is the share of the right row among first candidates."""
    return {
        "class": quality.hard,
        "precision": _share(quality.right, quality.automatic),
        "recall": _share(quality.right_decidable, quality.decidable),
        "papers": quality.papers,
        "pairs": quality.pairs,
        "decidable": quality.decidable,
        "automatic": quality.automatic,
        "to_people": _share(quality.papers - quality.automatic, quality.papers),
        "right_first": _share(quality.ranked_first, quality.to_rank),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
