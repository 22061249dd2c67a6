"""A process of its own that files, prepares and issues at the counter that another process has made."""

import sys

import django

django.setup()

from issuance.models import Delivery  # noqa: E402
from tests import builders  # noqa: E402


def main(count: int) -> None:
    delivery = Delivery.objects.select_related("order__outage").get(state="acknowledged")
    counter = builders.Counter(
        builders.clerk(), builders.supervisor(), delivery.order.outage, delivery.order, delivery
    )
    for _ in range(count):
        # Every such process counts its people from one.
        document = builders.issued_document(counter, again=True)
        assert document.paper is not None
        sys.stdout.write(f"{document.paper.serial}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
