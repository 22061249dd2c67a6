"""Sheets to print: one of each form, with the longest names and addresses that a counter meets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from issuance.domain.books import Entry
from issuance.domain.books import day_book as compose_day_book
from issuance.domain.papers import Series
from issuance.domain.sheets import RENDERER, Application, DayBook, Form, Notice, Row, Sheet, Table

OFFICE_HEAD = "서울특별시 종로구 청운효자동장"
CONTACT = "종로구 청운효자동 민원팀 주무관 김민원  02-2148-5432"
SEAL = "직인 생략 불가\n관인이 없으면 무효"
LONG_ADDRESS = (
    "서울특별시 종로구 자하문로33길 22-10, 청운현대아파트 제101동 제1204호"
    " (청운동, 자하문로 청운현대아파트 단지내 관리사무소 맞은편 경로당 2층)"
)
# A mark as long as the format allows for a short name: 352 characters of the alphabet of base45.
MARK = ("KD1:" + "RRQT9O60GO0XNMWHHCW2E2G8CKS5F080%96%96B46.96FN0:NDLIPWY0ZND7XK" * 6)[:352]


def receipt() -> Sheet:
    return Sheet(
        form=Form.RECEIPT,
        renderer=RENDERER,
        drill=False,
        serial="R-11110515-26-001-000121",
        check_number="0001-5512-7730-1871",
        issue_number="03-20261123/140207-000121",
        title="접수증",
        banner="",
        watermark="",
        rows=(
            Row("민원명", "주민등록표 등본 발급"),
            Row("신청인", "홍길동(洪吉童)"),
            Row("생년월일", "1885. 3. 2."),
            Row("접수일시", "2026. 11. 23. 14:02:07"),
            Row("제출서류", "신청서 1매, 신분증 확인(운전면허증)"),
            Row("처리기간", "즉시 (근무시간 3시간 이내) · 장애기간은 처리기간에 산입하지 않음"),
            Row("장애", "2026-0007 (주민등록정보시스템, 새올행정시스템)"),
            Row("담당", "청운효자동 민원팀 주무관 김민원"),
        ),
        table=None,
        statements=(
            (
                "이 접수증은 정보시스템 장애(장애번호 2026-0007)로 수기 접수하였음을 증명합니다. 복구 후 "
                "「민원 처리에 관한 법률 시행령」 제6조의2제3항에 따라 정보시스템에 등록합니다."
            ),
        ),
        notes=(
            "※ 접수한 날을 기준으로 처리됩니다. 잃어버리지 않도록 보관해 주세요.",
            "※ 부호를 읽으면 접수 사실을 확인할 수 있습니다.",
        ),
        issued_at="2026. 11. 23. 14:02",
        signed_by=OFFICE_HEAD,
        seal=SEAL,
        contact="청운효자동 민원팀 김민원  02-2148-5432",
        copies=("민원인 보관용", "기관 보관용"),
        salt="00112233445566778899aabbccddeeff",
    )


def certificate() -> Sheet:
    return replace(
        receipt(),
        form=Form.CERTIFICATE,
        serial="E-11110515-26-001-000122",
        check_number="0001-9083-1142-6690",
        issue_number="03-20261123/140344-000122",
        title="전산장애 사실확인서",
        rows=(
            Row("성명", "WOLFESCHLEGELSTEINHAUSENBERGERDORFF ANNA"),
            Row("생년월일", "1885. 3. 2."),
            Row("신청한 민원", "지방세 납세증명서 1통"),
            Row("신청일시", "2026. 11. 23. 14:02"),
            Row("신청한 기관", "서울특별시 종로구 청운효자동 주민센터 3번 창구"),
            Row("장애 시스템", "표준지방세정보시스템, 위택스, 정부24"),
            Row("장애 기간", "2026. 11. 23. 08:40부터 이 문서를 발급한 때까지 계속됨"),
            Row("접수번호", "R-11110515-26-001-000121"),
        ),
        statements=(
            (
                "위 사람은 2026. 11. 23. 14:02에 청운효자동 주민센터에 지방세 납세증명서 1통의 발급을"
                " 신청하였으나, 표준지방세정보시스템 장애로 처리할 수 없었음을 확인합니다."
            ),
            "「행정절차법」 제16조제1항에 따른 기간·기한의 특례 적용 등에 참고하시기 바랍니다.",
        ),
        notes=(
            "※ 이 확인서는 수수료가 없습니다.",
            "※ 관공서, 금융기관 등은 왼쪽 부호로 이 문서의 진위를 확인할 수 있습니다.",
        ),
        issued_at="2026. 11. 23. 14:03",
        contact=CONTACT,
        copies=(),
    )


def provisional(members: int = 12) -> Sheet:
    names = ("홍길동(洪吉童)", "김영희(金英姬)", "홍길순(洪吉順)", "뷁똠방각하", "NGUYEN THI MINH KHAI")
    return replace(
        receipt(),
        form=Form.PROVISIONAL,
        serial="P-11110515-26-001-000123",
        check_number="0001-7482-9135-0782",
        issue_number="03-20261123/140512-000123",
        title="주민등록사항 임시확인서",
        banner="이 문서는 주민등록표 등본이 아닙니다.\n2026. 12. 7.까지 유효하며, 복구 후 정식 서류로 대체됩니다.",
        watermark="임시확인서 · 등본이 아님",
        rows=(
            Row("성명", "홍길동(洪吉童)"),
            Row("주민등록번호", "850302-9******"),
            Row("주소", LONG_ADDRESS),
            Row("세대주", "홍길동(洪吉童)"),
            Row("전입일", "2019. 4. 1."),
            Row("자료원", "주민등록 지역사본 (2026. 11. 22. 23:50 현재, 14시간 15분 전)"),
            Row("용도", "금융(기존 거래) · 농협은행 효자동지점"),
            Row("발급 근거", "임시발급 지침 2026-0007-02 (2026. 11. 23. 09:30 시행)"),
        ),
        table=Table(
            "세대원",
            ("번호", "관계", "성명", "전입일"),
            tuple(
                (str(number), "본인" if number == 1 else "자녀", names[number % len(names)], "2019. 4. 1.")
                for number in range(1, members + 1)
            ),
        ),
        statements=("위 내용은 자료원의 기준일시 현재 사실과 같음을 임시로 확인합니다.",),
        notes=(
            "※ 이 문서는 정보시스템 장애로 발급한 임시확인서입니다. 부동산 처분, 신규 여신, 법원·등기에는 쓸 수 없습니다.",
            "※ 왼쪽 부호 또는 문서확인번호로 진위를 확인할 수 있습니다.",
            "※ 복구 후 원장과 대조하여 다르면 정정하거나 취소하고 제출처에 알립니다.",
        ),
        issued_at="2026. 11. 23. 14:05",
        contact=CONTACT,
        copies=(),
    )


def correction() -> Sheet:
    return replace(
        receipt(),
        form=Form.CORRECTION,
        serial="C-11110515-26-001-000131",
        check_number="0001-2265-0419-3347",
        issue_number="01-20261126/101530-000131",
        title="정정 통지서",
        rows=(
            Row("받는 사람", "홍길동(洪吉童) 귀하"),
            Row("생년월일", "1885. 3. 2."),
            Row(
                "정정하는 문서",
                "P-11110515-26-001-000123\n주민등록사항 임시확인서 (2026. 11. 23. 14:05 발급)",
            ),
            Row("대조한 원장", "주민등록정보시스템 원부 추출 (2026. 11. 25. 18:00 현재)"),
            Row("발급 근거", "임시발급 지침 2026-0007-02 (2026. 11. 23. 09:30 시행)"),
        ),
        table=Table(
            "정정 내용",
            ("항목", "임시확인서에 적힌 내용", "원장의 내용"),
            (
                ("주소", LONG_ADDRESS, "서울특별시 종로구 자하문로33길 22-10, 제101동 제1402호 (청운동)"),
                ("전입일", "2019. 4. 1.", "2019. 4. 11."),
            ),
        ),
        statements=(
            "위 임시확인서의 내용이 원장과 달라 위와 같이 정정하여 알려 드립니다.",
            "정식 서류가 필요하시면 가까운 주민센터나 정부24에서 발급받으시기 바랍니다.",
        ),
        notes=("※ 종전 임시확인서는 더 이상 쓸 수 없습니다. 제출하신 곳에도 이 통지를 알립니다.",),
        issued_at="2026. 11. 26. 10:15",
        signed_by="서울특별시 종로구 청운효자동장 직무대리 행정민원팀장",
        contact=CONTACT,
        copies=(),
    )


def application() -> Application:
    return Application(
        title="임시확인서 발급 신청서",
        receipt_serial="R-11110515-26-001-000121",
        rows=(
            Row("신청인", "홍길동(洪吉童)"),
            Row("생년월일", "1885. 3. 2."),
            Row("주소", LONG_ADDRESS),
            Row("전화번호", "010-0000-1234"),
            Row("신청하는 서류", "주민등록표 등본을 갈음하는 임시확인서 1통"),
            Row("용도와 제출처", "금융(기존 거래) · 농협은행 효자동지점"),
            Row("신분 확인", "운전면허증 (끝 네 자리 4821)"),
        ),
        pledge=(
            "위 내용이 사실과 다를 경우 임시확인서가 취소되고 제출처에 통보되며,"
            " 관계 법령에 따른 책임을 질 수 있음을 확인합니다."
        ),
        applicant="홍길동",
        dated="2026. 11. 23.",
        office=OFFICE_HEAD,
        contact=CONTACT,
    )


def notice() -> Notice:
    return Notice(
        title="민원 전산장애 안내",
        outage_number="2026-0007",
        sections=(
            Row(
                "장애 현황",
                "주민등록정보시스템, 새올행정시스템, 정부24\n2026. 11. 23. 08:40부터 · 복구 예상 시각 미정",
            ),
            Row(
                "접수 방법", "이 창구에서 종이로 접수하고 접수증을 드립니다. 접수한 시각이 그대로 인정됩니다."
            ),
            Row(
                "지금 되는 것",
                "등본·초본·건축물대장·토지대장 임시확인서, 전산장애 사실확인서(무료), 모든 민원의 접수",
            ),
            Row("지금 안 되는 것", "인감증명, 가족관계증명, 지방세 납세증명, 대리인에게 내는 임시확인서"),
            Row("납부·신고 기한", "장애로 지킬 수 없었던 기한은 복구된 다음 날까지 늘어납니다."),
            Row("문의", "국번 없이 110 · 지역번호 + 120"),
        ),
        legal_basis="「민원 처리에 관한 법률 시행령」 제6조의2제1항, 「행정절차법」 제16조제1항",
        issued_at="2026. 11. 23. 09:30",
        signed_by=OFFICE_HEAD,
        contact=CONTACT,
    )


def day_book(entries: int = 45) -> DayBook:
    """Every series in turn, one number in nine spoiled."""
    series = tuple(Series)
    begun = datetime(2026, 11, 23, tzinfo=UTC)
    lines = [
        Entry(
            issued_at=begun + timedelta(minutes=number),
            serial=f"{series[number % 4].value}-11110515-26-001-{number:06d}",
            series=series[number % 4],
            kind="개별공시지가·개별주택가격 확인서" if number % 4 == 2 else "주민등록표 등본",
            applicant="홍*동",
            purpose="금융(기존 거래)",
            fee_due=400 if number % 4 == 2 else 0,
            fee_waived=400 if number % 8 == 2 else 0,
            fee_to_refund=0,
            issued_by="김민원",
            void_reason="인쇄 불량: 종이가 걸렸음" if number % 9 == 0 else "",
        )
        for number in range(1, entries + 1)
    ]
    at = begun + timedelta(hours=9)
    return compose_day_book(
        "서울특별시 종로구 청운효자동", begun.date(), lines, printed_by="주무관 김민원", at=at
    )
