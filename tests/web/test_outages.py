"""Outages at headquarters, and how a system is marked at a counter."""

from django.test import Client

from issuance.models import Outage, SystemReport
from tests import builders
from tests.builders import Counter
from tests.web.conftest import LogIn
from tests.web.pages import faults, said


def test_headquarters_suspects_and_declares(log_in: LogIn) -> None:
    browser = log_in(builders.headquarters_drafter())
    browser.post(
        "/outages/new/",
        {
            "title": "로그인 장애",
            "began_at": "2026-11-23T08:40",
            "systems": ["saeol", "resident"],
            "drill": "on",
        },
    )
    outage = Outage.objects.get()
    assert (outage.state, outage.drill, outage.systems.count()) == ("suspected", True, 2)
    browser.post(f"/outages/{outage.pk}/declare/")
    outage.refresh_from_db()
    assert outage.state == "declared"


def test_a_suspicion_is_dismissed(log_in: LogIn) -> None:
    outage = builders.suspected_outage()
    log_in(builders.headquarters_drafter()).post(f"/outages/{outage.pk}/dismiss/")
    outage.refresh_from_db()
    assert outage.state == "dismissed"


def test_the_systems_come_back_one_by_one_before_all_is_restored(log_in: LogIn) -> None:
    outage = builders.declared_outage(["saeol", "resident"])
    browser = log_in(builders.headquarters_drafter())
    browser.post(f"/outages/{outage.pk}/bring-back/", {"system": "saeol"})
    page = browser.get(f"/outages/{outage.pk}/").content.decode()
    assert (page.count('name="system" value="resident"'), page.count('name="system" value="saeol"')) == (1, 0)
    early = browser.post(f"/outages/{outage.pk}/restore/")
    assert faults(early) == [
        "아직 멈춘 시스템이 있습니다: 주민등록정보시스템. 모두 복구된 뒤 복구를 선언해 주세요."
    ]
    browser.post(f"/outages/{outage.pk}/bring-back/", {"system": "resident"})
    browser.post(f"/outages/{outage.pk}/restore/")
    outage.refresh_from_db()
    assert outage.state == "restored"


def test_closing_is_refused_with_what_is_open_and_then_succeeds(at_counter: Counter, log_in: LogIn) -> None:
    browser, approver = log_in(builders.headquarters_drafter()), log_in(builders.headquarters_approver())
    outage = builders.restored_outage(at_counter.outage)
    unsure = browser.post(f"/outages/{outage.pk}/close/")
    assert faults(unsure) == [
        "되돌릴 수 없음을 알고 종결합니다: 종결하려면 이 칸에 표시한 뒤 다시 눌러 주세요."
    ]
    refused = browser.post(f"/outages/{outage.pk}/close/", {"is_sure": "on"})
    assert faults(refused) == [
        "아직 끝나지 않은 일이 있어 장애를 종결할 수 없습니다: 시행 중인 지침 1건. 모두 처리한 뒤 종결해 주세요."
    ]
    assert refused.context["matters"] == {"시행 중인 지침": 1}
    approver.post(f"/orders/{at_counter.order.pk}/lift/")
    done = browser.post(f"/outages/{outage.pk}/close/", {"is_sure": "on"}, follow=True)
    assert said(done) == ["장애를 종결했습니다."]
    assert done.context["sums"]["acknowledged"] == 1


def test_a_clerk_marks_a_system_down_for_the_own_office_only(log_in: LogIn) -> None:
    browser: Client = log_in(builders.clerk())
    browser.post("/systems/passport/", {"state": "down"})
    report = SystemReport.objects.get()
    assert (report.system_id, report.office_id, report.state) == ("passport", builders.TOWN, "down")
    assert [one.system.code for one in browser.get("/").context["systems_down"]] == ["passport"]
    neighbour = log_in(builders.clerk(builders.NEIGHBOUR))
    assert neighbour.get("/").context["systems_down"] == []


def test_headquarters_marks_a_system_for_the_nation(log_in: LogIn) -> None:
    log_in(builders.headquarters_drafter()).post("/systems/passport/", {"state": "degraded"})
    assert SystemReport.objects.get().office_id is None


def test_a_drill_is_said_on_every_page(log_in: LogIn) -> None:
    builders.declared_outage(drill=True)
    page = log_in(builders.clerk()).get("/filings/")
    assert page.context["standings"][0].outage.drill is True
    assert '<strong class="badge badge--drill">훈련 중</strong>' in page.content.decode()


def test_the_first_page_of_headquarters_shows_how_far_an_order_has_come(
    at_counter: Counter, log_in: LogIn
) -> None:
    page = log_in(builders.headquarters_drafter()).get("/")
    (watch,) = page.context["outages"]
    (progress,) = watch["progress"]
    assert (progress.acknowledged, progress.reached) == (1, len(builders.OFFICES))
