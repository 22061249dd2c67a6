"""Logging in."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.error_messages = {
            **self.error_messages,
            "invalid_login": "아이디나 비밀번호가 맞지 않습니다. 한글 자판인지 확인하고 다시 입력해 주세요.",
            "inactive": "쓰지 않는 계정입니다. 담당 팀장에게 문의해 주세요.",
        }
