import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
import django_fsm
import issuance.domain.case_batches
import issuance.domain.case_queue
import issuance.domain.closings
import issuance.domain.feeds
import issuance.domain.match_runs
import issuance.domain.messages
import issuance.domain.reconciliation
import issuance.domain.registrations
import issuance.domain.states
import issuance.sealing.fields
import uuid
from django.conf import settings
from django.db import migrations, models

from issuance.models import triggers


def _drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


def _create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def _as_it_was(apps, schema_editor):
    """Rows of before: files were brought in at once, and a revocation was decided in the office itself.

    The extract of an outage has no blocks, which a comparison reads, so that it may be brought in again.
    """
    imports = apps.get_model("issuance", "LedgerImport").objects
    imports.update(state="done")
    imports.filter(file_kind="extract", snapshot=False).update(state="dropped")
    cases = apps.get_model("issuance", "Case").objects.filter(decision="revoke", above=None)
    documents = apps.get_model("issuance", "Document").objects.filter(pk=models.OuterRef("document"))
    cases.update(above=models.Subquery(documents.values("office")[:1]))
    if schema_editor.connection.vendor == "postgresql":
        # The tables are altered further in this transaction: foreign keys are asked now, not at its end.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('issuance', '0002_triggers'),
    ]

    operations = [
        migrations.RunPython(_drop, _create),
        migrations.CreateModel(
            name='AnswerDoubt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number_before', models.CharField(blank=True, max_length=60, verbose_name='있던 번호')),
                ('opened_at', models.DateTimeField(verbose_name='엇갈린 때')),
                ('taken', models.BooleanField(null=True, verbose_name='새 답을 따름')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='정한 때')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='정한 까닭')),
            ],
            options={
                'ordering': ('opened_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='BackEntryBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True, verbose_name='묶음번호')),
                ('manner', models.CharField(choices=[('file', '파일'), ('feed', '직접 전송')], max_length=4, verbose_name='보내는 방법')),
                ('sha256', models.CharField(max_length=64, verbose_name='파일 해시')),
                ('byte_count', models.PositiveIntegerField(verbose_name='크기(바이트)')),
                ('row_count', models.PositiveIntegerField(verbose_name='행 수')),
                ('made_at', models.DateTimeField(verbose_name='만든 때')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='보낸 때')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='보내 본 횟수')),
                ('next_try_at', models.DateTimeField(null=True, verbose_name='다음에 보낼 때')),
                ('trouble', models.CharField(blank=True, max_length=300, verbose_name='보내지 못한 까닭')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='거둔 때')),
                ('withdrawn_words', models.CharField(blank=True, max_length=300, verbose_name='거둔 까닭')),
            ],
            options={
                'ordering': ('-made_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='BackEntryLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='줄 번호')),
                ('receipt', models.CharField(max_length=28, verbose_name='임시번호')),
                ('name', models.CharField(max_length=100, verbose_name='성명')),
                ('outcome', models.CharField(max_length=40, verbose_name='처리결과')),
                ('clerk', models.CharField(max_length=100, verbose_name='담당자')),
                ('again', models.BooleanField(default=False, verbose_name='다시 등록')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='닫힌 때')),
            ],
            options={
                'ordering': ('batch', 'number'),
            },
        ),
        migrations.CreateModel(
            name='CaseAttachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=80, verbose_name='이름')),
                ('media_type', models.CharField(choices=[('image/jpeg', '사진(JPEG)'), ('image/png', '그림(PNG)'), ('application/pdf', '스캔(PDF)')], max_length=20, verbose_name='형식')),
                ('byte_count', models.PositiveIntegerField(verbose_name='크기(바이트)')),
                ('content', issuance.sealing.fields.SealedField(verbose_name='내용(봉인)')),
                ('at', models.DateTimeField(verbose_name='붙인 때')),
            ],
            options={
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CaseBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drill', models.BooleanField(default=False, verbose_name='훈련')),
                ('verdict', models.CharField(choices=[('match', '일치'), ('differs', '불일치'), ('not_found', '원본 없음'), ('duplicate', '중복 발급'), ('also_issued', '정식 발급됨'), ('ambiguous', '원본 여럿'), ('undecidable', '판단 불가')], max_length=12, verbose_name='대조 결과')),
                ('differing', models.JSONField(default=list, verbose_name='다른 내용')),
                ('decision', models.CharField(choices=[('confirm', '확인'), ('correct', '정정'), ('revoke', '취소'), ('keep', '그대로 둠'), ('refer', '감사 의뢰'), ('ask', '본인 확인 요청')], max_length=8, verbose_name='처리')),
                ('grounds', models.CharField(choices=[('same', '원장과 같음'), ('seen_original', '원본을 보고 같음을 확인'), ('answered', '본인·감사 회신으로 확인'), ('moved', '근거 자료 뒤에 바뀐 내용'), ('source_wrong', '근거 자료가 틀림'), ('copied_wrong', '옮겨 적기 오류'), ('official_stands', '정식 서류가 나감'), ('not_in_ledger', '원장에 없는 대상'), ('other_person', '다른 사람의 내용으로 발급'), ('restricted', '교부제한 대상'), ('false_filing', '거짓 신청이나 위조 근거'), ('given_twice', '두 번 발급'), ('first_was_right', '먼저 결정이 맞음'), ('suspected', '허위 발급 의심'), ('repeated', '같은 일이 되풀이됨'), ('which_person', '누구의 내용인지 확인'), ('which_fact', '어느 내용이 맞는지 확인'), ('other', '그 밖(사유에 적음)')], max_length=16, verbose_name='사유 구분')),
                ('reason', models.CharField(max_length=300, verbose_name='사유')),
                ('proposed_at', models.DateTimeField(verbose_name='처리안 시각')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='결정 시각')),
                ('returned_at', models.DateTimeField(null=True, verbose_name='반송 시각')),
                ('return_words', models.CharField(blank=True, max_length=300, verbose_name='반송 사유')),
            ],
            options={
                'ordering': ('-proposed_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='CaseBatchLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('waiting', '대기'), ('proposed', '처리안'), ('left', '올리지 못함'), ('decided', '결정'), ('refused', '결정하지 못함'), ('returned', '반송')], default=issuance.domain.case_batches.LineOutcome['WAITING'], max_length=8, verbose_name='결과')),
                ('code', models.CharField(blank=True, max_length=60, verbose_name='오류코드')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='까닭')),
            ],
            options={
                'ordering': ('batch', 'case'),
            },
        ),
        migrations.CreateModel(
            name='CaseBatchSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.CharField(max_length=32, verbose_name='추첨 씨앗')),
                ('pool_size', models.PositiveIntegerField(verbose_name='모두')),
                ('drawn_at', models.DateTimeField(verbose_name='뽑은 때')),
                ('looked_at', models.DateTimeField(null=True, verbose_name='본 때')),
            ],
            options={
                'ordering': ('batch', 'person', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CaseNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('note', '메모'), ('proposal', '처리안'), ('return', '반송'), ('overrule', '다른 처리안'), ('taken_back', '처리안 거둠'), ('withdrawn', '결정 거둠'), ('taken_over', '넘겨받음'), ('picked', '원장 행 고름'), ('inquiry', '의뢰·확인 요청'), ('answer', '회신'), ('opened_anew', '새 대조 건')], max_length=12, verbose_name='종류')),
                ('decision', models.CharField(blank=True, choices=[('confirm', '확인'), ('correct', '정정'), ('revoke', '취소'), ('keep', '그대로 둠'), ('refer', '감사 의뢰'), ('ask', '본인 확인 요청')], max_length=8, verbose_name='처리')),
                ('grounds', models.CharField(blank=True, choices=[('same', '원장과 같음'), ('seen_original', '원본을 보고 같음을 확인'), ('answered', '본인·감사 회신으로 확인'), ('moved', '근거 자료 뒤에 바뀐 내용'), ('source_wrong', '근거 자료가 틀림'), ('copied_wrong', '옮겨 적기 오류'), ('official_stands', '정식 서류가 나감'), ('not_in_ledger', '원장에 없는 대상'), ('other_person', '다른 사람의 내용으로 발급'), ('restricted', '교부제한 대상'), ('false_filing', '거짓 신청이나 위조 근거'), ('given_twice', '두 번 발급'), ('first_was_right', '먼저 결정이 맞음'), ('suspected', '허위 발급 의심'), ('repeated', '같은 일이 되풀이됨'), ('which_person', '누구의 내용인지 확인'), ('which_fact', '어느 내용이 맞는지 확인'), ('other', '그 밖(사유에 적음)')], max_length=16, verbose_name='사유 구분')),
                ('words', models.CharField(max_length=300, verbose_name='내용')),
                ('at', models.DateTimeField(verbose_name='적은 때')),
            ],
            options={
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='ClosingStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.TextField(verbose_name='지면')),
                ('sheet_digest', models.CharField(max_length=64, verbose_name='지면 해시')),
                ('signature', models.TextField(verbose_name='전자서명')),
                ('last_case', models.BigIntegerField(default=0, verbose_name='마지막 대조 건')),
                ('made_at', models.DateTimeField(verbose_name='작성 시각')),
            ],
            options={
                'ordering': ('made_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='FeedFetch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_kind', models.CharField(choices=[('extract', '원부 추출'), ('issued', '교부대장'), ('restrictions', '교부제한'), ('answers', '등록 결과')], max_length=12, verbose_name='파일 종류')),
                ('since', models.DateTimeField(verbose_name='이때부터')),
                ('until', models.DateTimeField(verbose_name='이때까지')),
                ('state', models.CharField(choices=[('fetching', '가져오는 중'), ('fetched', '모두 가져옴'), ('staged', '미리보기'), ('stopped', '멈춤')], default=issuance.domain.feeds.FetchState['FETCHING'], max_length=8, verbose_name='상태')),
                ('cursor', models.CharField(blank=True, max_length=200, verbose_name='다음 쪽')),
                ('page_count', models.PositiveIntegerField(default=0, verbose_name='쪽 수')),
                ('row_count', models.PositiveIntegerField(default=0, verbose_name='행 수')),
                ('byte_count', models.PositiveBigIntegerField(default=0, verbose_name='크기(바이트)')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='거듭 실패한 횟수')),
                ('next_try_at', models.DateTimeField(verbose_name='다음에 해 볼 때')),
                ('trouble', models.CharField(blank=True, max_length=300, verbose_name='멈춘 까닭')),
                ('asked_at', models.DateTimeField(verbose_name='가져오기를 누른 때')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='끝난 때')),
            ],
            options={
                'ordering': ('-asked_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='FeedPage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('index', models.PositiveIntegerField(verbose_name='쪽 번호')),
                ('byte_count', models.PositiveIntegerField(verbose_name='크기(바이트)')),
                ('content', issuance.sealing.fields.SealedField(verbose_name='내용(봉인)')),
            ],
            options={
                'ordering': ('fetch', 'index'),
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('match', '일치'), ('differs', '불일치'), ('not_found', '원본 없음'), ('duplicate', '중복 발급'), ('also_issued', '정식 발급됨'), ('ambiguous', '원본 여럿'), ('undecidable', '판단 불가')], max_length=12, verbose_name='대조 결과')),
                ('block', models.PositiveIntegerField(null=True, verbose_name='묶음')),
                ('place', models.PositiveSmallIntegerField(null=True, verbose_name='자리')),
                ('detail', models.JSONField(null=True, verbose_name='내용')),
            ],
        ),
        migrations.CreateModel(
            name='FindingPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveIntegerField(verbose_name='순서')),
                ('count', models.PositiveIntegerField(verbose_name='문서 수')),
                ('first', models.UUIDField(verbose_name='첫 문서')),
                ('last', models.UUIDField(verbose_name='끝 문서')),
                ('documents', models.BinaryField(verbose_name='문서들')),
                ('rows', models.BinaryField(verbose_name='원부의 자리')),
            ],
            options={
                'ordering': ('index',),
            },
        ),
        migrations.CreateModel(
            name='ImportFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(verbose_name='행')),
                ('column', models.CharField(blank=True, max_length=60, verbose_name='칸')),
                ('code', models.CharField(max_length=60, verbose_name='오류코드')),
                ('sentence', models.CharField(max_length=300, verbose_name='까닭')),
                ('shown', models.CharField(blank=True, max_length=60, verbose_name='값')),
            ],
            options={
                'ordering': ('source', 'row', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('refer', '감사 의뢰'), ('ask', '본인 확인 요청')], max_length=8, verbose_name='종류')),
                ('grounds', models.CharField(choices=[('same', '원장과 같음'), ('seen_original', '원본을 보고 같음을 확인'), ('answered', '본인·감사 회신으로 확인'), ('moved', '근거 자료 뒤에 바뀐 내용'), ('source_wrong', '근거 자료가 틀림'), ('copied_wrong', '옮겨 적기 오류'), ('official_stands', '정식 서류가 나감'), ('not_in_ledger', '원장에 없는 대상'), ('other_person', '다른 사람의 내용으로 발급'), ('restricted', '교부제한 대상'), ('false_filing', '거짓 신청이나 위조 근거'), ('given_twice', '두 번 발급'), ('first_was_right', '먼저 결정이 맞음'), ('suspected', '허위 발급 의심'), ('repeated', '같은 일이 되풀이됨'), ('which_person', '누구의 내용인지 확인'), ('which_fact', '어느 내용이 맞는지 확인'), ('other', '그 밖(사유에 적음)')], max_length=16, verbose_name='사유 구분')),
                ('reason', models.CharField(max_length=300, verbose_name='물을 것')),
                ('at', models.DateTimeField(verbose_name='결정 시각')),
                ('answer_by', models.DateField(verbose_name='회신 기한')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='회신')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='회신을 적은 때')),
            ],
            options={
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='LookDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stratum', models.CharField(choices=[('matches', '자동 일치'), ('agreed', '두 사람이 결정')], max_length=8, verbose_name='무리')),
                ('since', models.DateTimeField(null=True, verbose_name='부터(제외)')),
                ('until', models.DateTimeField(verbose_name='까지')),
                ('pool_size', models.PositiveIntegerField(verbose_name='모두')),
                ('pool_digest', models.CharField(max_length=64, verbose_name='모두의 해시')),
                ('count', models.PositiveIntegerField(verbose_name='뽑은 수')),
                ('seed', models.CharField(max_length=32, verbose_name='추첨 씨앗')),
                ('at', models.DateTimeField(verbose_name='뽑은 때')),
            ],
            options={
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', django_fsm.FSMField(choices=[('running', '대조 중'), ('done', '대조 완료'), ('stopped', '중단')], default=issuance.domain.match_runs.RunState['RUNNING'], max_length=50, protected=True, verbose_name='상태')),
                ('started_at', models.DateTimeField(verbose_name='시작')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='끝')),
                ('sources', models.JSONField(default=list, verbose_name='원부 추출 파일')),
                ('paper_count', models.PositiveIntegerField(default=0, verbose_name='대조할 문서 수')),
                ('found_count', models.PositiveIntegerField(default=0, verbose_name='대조한 문서 수')),
                ('left_count', models.PositiveIntegerField(default=0, verbose_name='원부 추출이 없어 남긴 문서 수')),
                ('case_count', models.PositiveIntegerField(default=0, verbose_name='연 대조 건 수')),
                ('lease', models.CharField(blank=True, max_length=32, verbose_name='작업 표시')),
                ('leased_until', models.DateTimeField(null=True, verbose_name='작업 표시 기한')),
                ('exceptions_through', models.UUIDField(null=True, verbose_name='연 곳까지(일치 밖)')),
                ('matches_through', models.PositiveIntegerField(default=0, verbose_name='연 곳까지(일치 문서 수)')),
                ('opened_at', models.DateTimeField(null=True, verbose_name='대조 건을 다 연 때')),
            ],
            options={
                'ordering': ('-started_at', '-id'),
            },
            bases=(django_fsm.ConcurrentTransitionMixin, django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('drill', models.BooleanField(default=False, verbose_name='훈련')),
                ('occasion', models.CharField(choices=[('corrected', '정정'), ('replaced', '정식 서류로 대체'), ('revoked', '취소'), ('asked', '본인 확인 요청')], max_length=9, verbose_name='알릴 일')),
                ('audience', models.CharField(choices=[('citizen', '신청인'), ('receiver', '제출처')], max_length=8, verbose_name='받는 쪽')),
                ('channel', models.CharField(choices=[('letter', '편지'), ('sms', '문자'), ('email', '전자우편')], max_length=6, verbose_name='방법')),
                ('token', models.CharField(max_length=120, unique=True, verbose_name='한 번만 보낼 번호')),
                ('state', django_fsm.FSMField(choices=[('drafted', '보낼 것'), ('sent', '보냄'), ('given_up', '보내지 못함')], default=issuance.domain.states.MessageState['DRAFTED'], max_length=50, protected=True, verbose_name='상태')),
                ('recipient', issuance.sealing.fields.SealedField(verbose_name='받는 곳(봉인)')),
                ('recipient_shown', models.CharField(max_length=300, verbose_name='받는 곳')),
                ('subject', models.CharField(max_length=200, verbose_name='제목')),
                ('body', issuance.sealing.fields.SealedField(verbose_name='내용(봉인)')),
                ('drafted_at', models.DateTimeField(verbose_name='작성 시각')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='보내 본 횟수')),
                ('next_try_at', models.DateTimeField(null=True, verbose_name='다음에 보낼 때')),
                ('fault', models.CharField(blank=True, max_length=60, verbose_name='보내지 못한 까닭')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='보낸 때')),
                ('way', models.CharField(blank=True, choices=[('system', '자동 발송'), ('post', '우편 발송'), ('handed', '직접 전달'), ('telephone', '전화로 알림'), ('fax', '팩스 발송'), ('text', '문자 발송'), ('official', '공문 발송')], max_length=9, verbose_name='보낸 방법')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='보낸 내용')),
            ],
            options={
                'ordering': ('drafted_at', 'case_id', 'audience', 'channel'),
            },
            bases=(django_fsm.ConcurrentTransitionMixin, django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='OfficeClosing',
            fields=[
                ('id', models.CharField(max_length=24, primary_key=True, serialize=False, verbose_name='마감번호')),
                ('state', django_fsm.FSMField(choices=[('open', '마감 전'), ('signed', '마감')], default=issuance.domain.states.ClosingState['OPEN'], max_length=50, protected=True, verbose_name='상태')),
                ('signing', models.CharField(blank=True, choices=[('own', '직접'), ('behalf', '상급기관 대행'), ('automatic', '자동')], max_length=9, verbose_name='마감 방법')),
                ('sums', models.JSONField(null=True, verbose_name='합계')),
                ('sums_digest', models.CharField(blank=True, max_length=64, verbose_name='합계 해시')),
                ('journal_mark', models.PositiveBigIntegerField(default=0, verbose_name='처리 기록 수')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='사유')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='마감 시각')),
            ],
            options={
                'ordering': ('outage', 'office'),
            },
            bases=(django_fsm.ConcurrentTransitionMixin, django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='맡은 때')),
                ('judgement', models.CharField(blank=True, choices=[('confirm', '확인'), ('correct', '정정'), ('revoke', '취소'), ('keep', '그대로 둠'), ('refer', '감사 의뢰'), ('ask', '본인 확인 요청')], max_length=8, verbose_name='판단')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='까닭')),
                ('outcome', models.CharField(blank=True, choices=[('agrees', '같은 판단'), ('disagrees', '다른 판단')], max_length=9, verbose_name='결과')),
                ('done_at', models.DateTimeField(null=True, verbose_name='판단한 때')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='SendingConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(verbose_name='허락한 때')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='거둔 때')),
            ],
            options={
                'ordering': ('given_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='StagedBlock',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('index', models.PositiveIntegerField(verbose_name='순서')),
                ('first_row', models.PositiveIntegerField(verbose_name='첫 행')),
                ('row_count', models.PositiveIntegerField(verbose_name='행 수')),
                ('skipped', models.JSONField(default=list, verbose_name='건너뛴 행')),
                ('keys', models.BinaryField(default=bytes, verbose_name='대조 열쇠')),
                ('clues', issuance.sealing.fields.SealedField(default=bytes, verbose_name='후보 단서(봉인)')),
                ('content', issuance.sealing.fields.SealedField(verbose_name='내용(봉인)')),
            ],
            options={
                'ordering': ('source', 'index'),
            },
        ),
        migrations.CreateModel(
            name='SystemLoss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('complete_until', models.DateTimeField(verbose_name='여기까지 있음')),
                ('found_at', models.DateTimeField(verbose_name='알게 된 때')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='거둔 때')),
            ],
            options={
                'ordering': ('-found_at', '-id'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='ledgerimport',
            name='import_once',
        ),
        migrations.RemoveConstraint(
            model_name='ledgerimport',
            name='import_without_outage_once',
        ),
        migrations.RemoveIndex(
            model_name='document',
            name='document_order_state',
        ),
        migrations.RemoveIndex(
            model_name='filing',
            name='filing_outage_state',
        ),
        migrations.AddField(
            model_name='case',
            name='above',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='case',
            name='assigned_to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='case',
            name='candidates',
            field=models.JSONField(default=list, verbose_name='비슷한 원장 행'),
        ),
        migrations.AddField(
            model_name='case',
            name='changed_since',
            field=models.JSONField(default=list, verbose_name='발급 뒤 바뀐 내용'),
        ),
        migrations.AddField(
            model_name='case',
            name='due_on',
            field=models.DateField(null=True, verbose_name='처리 기한'),
        ),
        migrations.AddField(
            model_name='case',
            name='follow_up_on',
            field=models.DateField(null=True, verbose_name='회신 기한'),
        ),
        migrations.AddField(
            model_name='case',
            name='follows',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='issuance.case'),
        ),
        migrations.AddField(
            model_name='case',
            name='grounds',
            field=models.CharField(blank=True, choices=[('same', '원장과 같음'), ('seen_original', '원본을 보고 같음을 확인'), ('answered', '본인·감사 회신으로 확인'), ('moved', '근거 자료 뒤에 바뀐 내용'), ('source_wrong', '근거 자료가 틀림'), ('copied_wrong', '옮겨 적기 오류'), ('official_stands', '정식 서류가 나감'), ('not_in_ledger', '원장에 없는 대상'), ('other_person', '다른 사람의 내용으로 발급'), ('restricted', '교부제한 대상'), ('false_filing', '거짓 신청이나 위조 근거'), ('given_twice', '두 번 발급'), ('first_was_right', '먼저 결정이 맞음'), ('suspected', '허위 발급 의심'), ('repeated', '같은 일이 되풀이됨'), ('which_person', '누구의 내용인지 확인'), ('which_fact', '어느 내용이 맞는지 확인'), ('other', '그 밖(사유에 적음)')], max_length=16, verbose_name='사유 구분'),
        ),
        migrations.AddField(
            model_name='case',
            name='picked_at',
            field=models.DateTimeField(null=True, verbose_name='원장 행을 고른 때'),
        ),
        migrations.AddField(
            model_name='case',
            name='picked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='case',
            name='urgency',
            field=models.PositiveSmallIntegerField(choices=[(1, '1 제한·신분'), (2, '2 날짜'), (3, '3 기한'), (4, '4 서류'), (5, '5 수수료'), (6, '6 통계')], default=issuance.domain.case_queue.Urgency['PAPERS'], verbose_name='급한 정도'),
        ),
        migrations.AddField(
            model_name='document',
            name='fact_sources',
            field=models.JSONField(default=dict, verbose_name='항목별 근거'),
        ),
        migrations.AddField(
            model_name='document',
            name='row_digest',
            field=models.BinaryField(max_length=16, null=True, verbose_name='행 지문'),
        ),
        migrations.AddField(
            model_name='documentkind',
            name='waivers',
            field=models.JSONField(default=list, verbose_name='면제 근거'),
        ),
        migrations.AddField(
            model_name='filing',
            name='rebuilt_from',
            field=models.CharField(blank=True, max_length=28, verbose_name='되살린 접수증'),
        ),
        migrations.AddField(
            model_name='filing',
            name='rebuilt_mark',
            field=models.TextField(blank=True, verbose_name='되살린 접수증의 부호'),
        ),
        migrations.AddField(
            model_name='filing',
            name='resend',
            field=models.BooleanField(default=False, verbose_name='다시 보냄'),
        ),
        migrations.AddField(
            model_name='filing',
            name='waiver',
            field=models.CharField(blank=True, max_length=120, verbose_name='수수료 면제 근거'),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='row',
            field=models.PositiveIntegerField(null=True, verbose_name='행'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='block_count',
            field=models.PositiveIntegerField(default=0, verbose_name='묶음 수'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='blocks_done',
            field=models.PositiveIntegerField(default=0, verbose_name='반영한 묶음 수'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='byte_count',
            field=models.PositiveBigIntegerField(default=0, verbose_name='크기(바이트)'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='changes',
            field=models.JSONField(default=dict, verbose_name='바뀔 것'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='columns',
            field=models.JSONField(default=list, verbose_name='읽는 칸'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='confirmed_at',
            field=models.DateTimeField(null=True, verbose_name='반영을 누른 때'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='ended_at',
            field=models.DateTimeField(null=True, verbose_name='끝난 때'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='scope',
            field=models.CharField(blank=True, max_length=8, verbose_name='미치는 기관'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='seen_at',
            field=models.DateTimeField(null=True, verbose_name='마지막으로 읽던 때'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='state',
            field=django_fsm.FSMField(choices=[('staging', '읽는 중'), ('staged', '미리보기'), ('confirmed', '반영 중'), ('done', '반영 완료'), ('dropped', '버림')], default=issuance.domain.states.ImportState['DONE'], max_length=50, protected=True, verbose_name='상태'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='unknown_columns',
            field=models.JSONField(default=list, verbose_name='모르는 칸'),
        ),
        migrations.AddField(
            model_name='paper',
            name='void_checked_at',
            field=models.DateTimeField(null=True, verbose_name='폐기 확인 시각'),
        ),
        migrations.AddField(
            model_name='paper',
            name='void_checked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registrationanswer',
            name='at',
            field=models.DateTimeField(null=True, verbose_name='받은 때'),
        ),
        migrations.AddField(
            model_name='watch',
            name='held_until',
            field=models.DateTimeField(null=True, verbose_name='붙든 때까지'),
        ),
        migrations.AlterField(
            model_name='accessrecord',
            name='reason',
            field=models.CharField(choices=[('first_print', '발급 출력'), ('reprint', '재출력'), ('approval', '결재 검토'), ('snapshot', '지역사본 조회'), ('review', '대조 검토'), ('matching', '원장 대조'), ('back_entry', '등록 요청'), ('application', '신청서 출력'), ('preparation', '발급 준비'), ('look_up', '번호 조회'), ('opening', '접수·문서 조회'), ('evidence', '근거 확인'), ('check', '야간 점검'), ('notice', '통지')], max_length=12, verbose_name='수행업무'),
        ),
        migrations.AlterField(
            model_name='case',
            name='decision',
            field=models.CharField(blank=True, choices=[('confirm', '확인'), ('correct', '정정'), ('revoke', '취소'), ('keep', '그대로 둠'), ('refer', '감사 의뢰'), ('ask', '본인 확인 요청')], max_length=8, verbose_name='처리'),
        ),
        migrations.AlterField(
            model_name='case',
            name='verdict',
            field=models.CharField(choices=[('match', '일치'), ('differs', '불일치'), ('not_found', '원본 없음'), ('duplicate', '중복 발급'), ('also_issued', '정식 발급됨'), ('ambiguous', '원본 여럿'), ('undecidable', '판단 불가')], max_length=12, verbose_name='대조 결과'),
        ),
        migrations.AlterField(
            model_name='registrationanswer',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='issuance.ledgerimport'),
        ),
        migrations.RunPython(_as_it_was, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['settled_at'], name='case_settled'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('above__isnull', False)), fields=['above', 'state'], name='case_above'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['order', 'state', 'id', 'row_digest', 'issued_at'], name='document_order_state'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['outage', 'state', 'office'], name='filing_outage_state'),
        ),
        migrations.AddIndex(
            model_name='ledgerimport',
            index=models.Index(condition=models.Q(('state__in', (issuance.domain.states.ImportState['STAGING'], issuance.domain.states.ImportState['STAGED'], issuance.domain.states.ImportState['CONFIRMED']))), fields=['state'], name='import_to_do'),
        ),
        migrations.AddIndex(
            model_name='paper',
            index=models.Index(condition=models.Q(('void_checked_by__isnull', True), ('voided_at__isnull', False)), fields=['office', 'voided_at'], name='paper_void_awaits_check'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), ('picked_by__isnull', True), models.Q(('decided_by', models.F('picked_by')), _negated=True), _connector='OR'), name='case_picker_does_not_decide', violation_error_message='원장 행을 고른 사람은 결정할 수 없습니다.'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', (issuance.domain.states.CaseState['DECIDED'], issuance.domain.states.CaseState['SETTLED'])), _negated=True), models.Q(('decision__in', (issuance.domain.reconciliation.Decision['REFER'], issuance.domain.reconciliation.Decision['ASK'])), _negated=True), _connector='OR'), name='case_inquiry_ends_nothing'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', issuance.domain.reconciliation.Decision['REVOKE']), _negated=True), ('above__isnull', False), _connector='OR'), name='case_revoked_above', violation_error_message='취소는 상급기관에서 결정합니다.'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(condition=models.Q(('rebuilt_from', ''), _negated=True), fields=('rebuilt_from',), name='filing_rebuilt_once'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rebuilt_from', ''), ('rebuilt_mark', '')), models.Q(models.Q(('rebuilt_from', ''), _negated=True), models.Q(('rebuilt_mark', ''), _negated=True), ('paper_moment__isnull', False)), _connector='OR'), name='filing_rebuilt_has_mark'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.UniqueConstraint(fields=('source', 'row'), name='entry_row_once'),
        ),
        migrations.AddConstraint(
            model_name='ledgerimport',
            constraint=models.UniqueConstraint(condition=models.Q(('outage__isnull', False), ('state__in', (issuance.domain.states.ImportState['STAGED'], issuance.domain.states.ImportState['CONFIRMED'], issuance.domain.states.ImportState['DONE']))), fields=('sha256', 'file_kind', 'snapshot', 'outage', 'scope'), name='import_once'),
        ),
        migrations.AddConstraint(
            model_name='ledgerimport',
            constraint=models.UniqueConstraint(condition=models.Q(('outage__isnull', True), ('state__in', (issuance.domain.states.ImportState['STAGED'], issuance.domain.states.ImportState['CONFIRMED'], issuance.domain.states.ImportState['DONE']))), fields=('sha256', 'file_kind', 'snapshot', 'scope'), name='import_without_outage_once'),
        ),
        migrations.AddConstraint(
            model_name='ledgerimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', issuance.domain.states.ImportState['CONFIRMED']), _negated=True), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='import_confirmed_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='ledgerimport',
            constraint=models.CheckConstraint(condition=models.Q(('blocks_done__lte', models.F('block_count'))), name='import_no_block_beyond_the_last'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_checked_at__isnull', True), ('void_checked_by__isnull', True)), models.Q(('void_checked_at__isnull', False), ('void_checked_by__isnull', False), ('voided_at__isnull', False), models.Q(('void_checked_by', models.F('issued_by')), _negated=True)), _connector='OR'), name='paper_void_checked_by_another', violation_error_message='발급한 사람은 폐기한 번호를 확인할 수 없습니다.'),
        ),
        migrations.AddField(
            model_name='answerdoubt',
            name='answer',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='doubt', to='issuance.registrationanswer'),
        ),
        migrations.AddField(
            model_name='answerdoubt',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='doubts', to='issuance.filing'),
        ),
        migrations.AddField(
            model_name='answerdoubt',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='backentrybatch',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='backentrybatch',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='backentrybatch',
            name='outage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='issuance.outage'),
        ),
        migrations.AddField(
            model_name='backentrybatch',
            name='system',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='issuance.mainsystem'),
        ),
        migrations.AddField(
            model_name='backentrybatch',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='backentryline',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='issuance.backentrybatch'),
        ),
        migrations.AddField(
            model_name='backentryline',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='issuance.filing'),
        ),
        migrations.AddField(
            model_name='registrationanswer',
            name='line',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='issuance.backentryline'),
        ),
        migrations.AddIndex(
            model_name='registrationanswer',
            index=models.Index(fields=['filing', 'at'], name='answer_filing_at'),
        ),
        migrations.AddField(
            model_name='caseattachment',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caseattachment',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='issuance.case'),
        ),
        migrations.AddField(
            model_name='casebatch',
            name='above',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='casebatch',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casebatch',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_batches', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='casebatch',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casebatch',
            name='returned_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casebatchline',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='issuance.casebatch'),
        ),
        migrations.AddField(
            model_name='casebatchline',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batch_lines', to='issuance.case'),
        ),
        migrations.AddField(
            model_name='casebatchsample',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='issuance.casebatch'),
        ),
        migrations.AddField(
            model_name='casebatchsample',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='issuance.case'),
        ),
        migrations.AddField(
            model_name='casebatchsample',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casenote',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casenote',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='issuance.case'),
        ),
        migrations.AddField(
            model_name='closingstatement',
            name='key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='issuance.signingkey'),
        ),
        migrations.AddField(
            model_name='closingstatement',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='closingstatement',
            name='outage',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='statement', to='issuance.outage'),
        ),
        migrations.AddField(
            model_name='feedfetch',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='feedfetch',
            name='outage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fetches', to='issuance.outage'),
        ),
        migrations.AddField(
            model_name='feedfetch',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='fetches', to='issuance.ledgerimport'),
        ),
        migrations.AddField(
            model_name='feedfetch',
            name='system',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fetches', to='issuance.mainsystem'),
        ),
        migrations.AddField(
            model_name='feedpage',
            name='fetch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='issuance.feedfetch'),
        ),
        migrations.AddField(
            model_name='finding',
            name='document',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='issuance.document'),
        ),
        migrations.AddField(
            model_name='finding',
            name='source',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='issuance.ledgerimport'),
        ),
        migrations.AddField(
            model_name='importfault',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='issuance.ledgerimport'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inquiries', to='issuance.case'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lookdraw',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='look_draws', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='lookdraw',
            name='outage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='look_draws', to='issuance.outage'),
        ),
        migrations.AddField(
            model_name='matchrun',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='matchrun',
            name='office',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='matchrun',
            name='outage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='match_runs', to='issuance.outage'),
        ),
        migrations.AddField(
            model_name='finding',
            name='run',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='issuance.matchrun'),
        ),
        migrations.AddField(
            model_name='findingpage',
            name='run',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='issuance.matchrun'),
        ),
        migrations.AddField(
            model_name='message',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='issuance.case'),
        ),
        migrations.AddField(
            model_name='message',
            name='drafted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='message',
            name='notice',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='issuance.correctionnotice'),
        ),
        migrations.AddField(
            model_name='message',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='message',
            name='sent_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='officeclosing',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='officeclosing',
            name='outage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='issuance.outage'),
        ),
        migrations.AddField(
            model_name='officeclosing',
            name='signed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='above',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='case',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='second_look', to='issuance.case'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='draw',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='issuance.lookdraw'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_looks', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='sendingconsent',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sendingconsent',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='issuance.office'),
        ),
        migrations.AddField(
            model_name='sendingconsent',
            name='outage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='issuance.outage'),
        ),
        migrations.AddField(
            model_name='sendingconsent',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stagedblock',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='issuance.ledgerimport'),
        ),
        migrations.AddField(
            model_name='systemloss',
            name='noted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='systemloss',
            name='system',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='losses', to='issuance.mainsystem'),
        ),
        migrations.AddField(
            model_name='systemloss',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='answerdoubt',
            index=models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['filing'], name='doubt_open'),
        ),
        migrations.AddConstraint(
            model_name='answerdoubt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True), ('taken__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), ('taken__isnull', False), models.Q(('words', ''), _negated=True)), _connector='OR'), name='doubt_settled_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='backentrybatch',
            index=models.Index(condition=models.Q(('manner', issuance.domain.registrations.Manner['FEED']), ('sent_at__isnull', True), ('withdrawn_at__isnull', True)), fields=['next_try_at'], name='batch_to_send'),
        ),
        migrations.AddConstraint(
            model_name='backentrybatch',
            constraint=models.CheckConstraint(condition=models.Q(('manner', issuance.domain.registrations.Manner['FILE']), ('system__isnull', False), _connector='OR'), name='batch_is_sent_to_a_system'),
        ),
        migrations.AddConstraint(
            model_name='backentrybatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='batch_withdrawn_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='backentryline',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='line_number_once'),
        ),
        migrations.AddConstraint(
            model_name='backentryline',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('filing',), name='line_open_once'),
        ),
        migrations.AddConstraint(
            model_name='casebatch',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='case_batch_two_people', violation_error_message='처리안을 올린 사람은 결정할 수 없습니다.'),
        ),
        migrations.AddConstraint(
            model_name='casebatch',
            constraint=models.CheckConstraint(condition=models.Q(('decided_at__isnull', True), ('returned_at__isnull', True), _connector='OR'), name='case_batch_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='casebatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', issuance.domain.reconciliation.Decision['REVOKE']), _negated=True), ('above__isnull', False), _connector='OR'), name='case_batch_revoked_above'),
        ),
        migrations.AddIndex(
            model_name='casebatchline',
            index=models.Index(fields=['batch', 'outcome', 'case'], name='case_batch_outcome'),
        ),
        migrations.AddConstraint(
            model_name='casebatchline',
            constraint=models.UniqueConstraint(fields=('batch', 'case'), name='case_batch_line_once'),
        ),
        migrations.AddConstraint(
            model_name='casebatchsample',
            constraint=models.UniqueConstraint(fields=('batch', 'person', 'case'), name='case_batch_sample_once'),
        ),
        migrations.AddIndex(
            model_name='feedfetch',
            index=models.Index(condition=models.Q(('state__in', (issuance.domain.feeds.FetchState['FETCHING'], issuance.domain.feeds.FetchState['FETCHED']))), fields=['next_try_at'], name='fetch_to_do'),
        ),
        migrations.AddConstraint(
            model_name='feedfetch',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', (issuance.domain.feeds.FetchState['FETCHING'], issuance.domain.feeds.FetchState['FETCHED']))), fields=('system', 'outage', 'file_kind'), name='fetch_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='feedpage',
            constraint=models.UniqueConstraint(fields=('fetch', 'index'), name='page_once'),
        ),
        migrations.AddIndex(
            model_name='importfault',
            index=models.Index(fields=['source', 'row'], name='fault_source_row'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('proposed_by')), _negated=True), name='inquiry_two_people', violation_error_message='처리안을 올린 사람은 결정할 수 없습니다.'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='inquiry_answered_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='lookdraw',
            constraint=models.UniqueConstraint(fields=('outage', 'office', 'stratum', 'until'), name='look_draw_once'),
        ),
        migrations.AddConstraint(
            model_name='matchrun',
            constraint=models.UniqueConstraint(condition=models.Q(('office__isnull', False), ('state', issuance.domain.match_runs.RunState['RUNNING'])), fields=('outage', 'office'), name='match_run_one_an_office'),
        ),
        migrations.AddConstraint(
            model_name='matchrun',
            constraint=models.UniqueConstraint(condition=models.Q(('office__isnull', True), ('state', issuance.domain.match_runs.RunState['RUNNING'])), fields=('outage',), name='match_run_one_of_the_nation'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('run', 'document'), name='finding_once'),
        ),
        migrations.AddConstraint(
            model_name='findingpage',
            constraint=models.UniqueConstraint(fields=('run', 'index'), name='finding_page_once'),
        ),
        migrations.AddConstraint(
            model_name='findingpage',
            constraint=models.CheckConstraint(condition=models.Q(('count__gt', 0), ('first__lte', models.F('last'))), name='finding_page_has_documents'),
        ),
        migrations.AddConstraint(
            model_name='findingpage',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('documents'), django.db.models.expressions.CombinedExpression(models.F('count'), '*', models.Value(16))), django.db.models.lookups.Exact(django.db.models.functions.text.Length('rows'), django.db.models.expressions.CombinedExpression(models.F('count'), '*', models.Value(14)))), name='finding_page_whole'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', issuance.domain.states.MessageState['SENT']), _negated=True), fields=['office', 'drafted_at', 'id'], name='message_waits'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', issuance.domain.states.MessageState['DRAFTED'])), fields=['channel', 'next_try_at'], name='message_due'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['office', 'sent_at'], name='message_office_sent'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', issuance.domain.states.MessageState['SENT']), models.Q(('way', ''), _negated=True)), models.Q(models.Q(('state', issuance.domain.states.MessageState['SENT']), _negated=True), ('sent_at__isnull', True), ('sent_by__isnull', True), ('way', '')), _connector='OR'), name='message_sent_says_how'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', issuance.domain.states.MessageState['SENT']), _negated=True), models.Q(('sent_by__isnull', True), ('way', issuance.domain.messages.Way['SYSTEM'])), models.Q(models.Q(('way', issuance.domain.messages.Way['SYSTEM']), _negated=True), ('sent_by__isnull', False), models.Q(('words', ''), _negated=True)), _connector='OR'), name='message_sent_by_hand_has_sender', violation_error_message='보낸 사람과 방법을 적어 주세요.'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('drill', False), models.Q(('way', issuance.domain.messages.Way['SYSTEM']), _negated=True), _connector='OR'), name='message_drill_never_leaves_by_itself'),
        ),
        migrations.AddIndex(
            model_name='officeclosing',
            index=models.Index(fields=['outage', 'state', 'office'], name='closing_outage_state'),
        ),
        migrations.AddConstraint(
            model_name='officeclosing',
            constraint=models.UniqueConstraint(fields=('outage', 'office'), name='closing_once'),
        ),
        migrations.AddConstraint(
            model_name='officeclosing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', issuance.domain.states.ClosingState['SIGNED']), _negated=True), models.Q(('signed_at__isnull', False), ('sums__isnull', False), models.Q(('signing', ''), _negated=True), models.Q(models.Q(('signed_by__isnull', True), ('signing', issuance.domain.closings.Signing['AUTOMATIC'])), ('signed_by__isnull', False), _connector='OR')), _connector='OR'), name='closing_signed_has_sums'),
        ),
        migrations.AddConstraint(
            model_name='officeclosing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signing', issuance.domain.closings.Signing['BEHALF']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='closing_behalf_has_reason', violation_error_message='대신 마감하는 까닭을 적어 주세요.'),
        ),
        migrations.AddIndex(
            model_name='secondlook',
            index=models.Index(fields=['office', 'done_at'], name='look_office'),
        ),
        migrations.AddIndex(
            model_name='secondlook',
            index=models.Index(fields=['above', 'done_at'], name='look_above'),
        ),
        migrations.AddConstraint(
            model_name='secondlook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('judgement', ''), ('outcome', '')), models.Q(('by__isnull', False), ('done_at__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('judgement', ''), _negated=True)), _connector='OR'), name='look_done_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='sendingconsent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('outage', 'office'), name='consent_once'),
        ),
        migrations.AddConstraint(
            model_name='stagedblock',
            constraint=models.UniqueConstraint(fields=('source', 'index'), name='block_once'),
        ),
        migrations.AddConstraint(
            model_name='systemloss',
            constraint=models.CheckConstraint(condition=models.Q(('found_at__gt', models.F('complete_until'))), name='loss_found_after'),
        ),
        migrations.RunPython(_create, _drop),
    ]
