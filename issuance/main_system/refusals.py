"""Why a whole file is refused: each names the file, and the row and column where there is one."""

from issuance.domain.errors import IssuanceError


class FileRefused(IssuanceError):
    """Nothing of the file was read."""

    code = "file_refused"
    sentence = "{file} 파일을 읽을 수 없습니다."


class EmptyFile(FileRefused):
    code = "empty_file"
    sentence = "{file} 파일이 비어 있습니다. 머리글이 있는 파일인지 확인하고 다시 올려 주세요."


class TooLarge(FileRefused):
    code = "file_too_large"
    sentence = "{file} 파일이 너무 큽니다({limit}까지). 기관이나 날짜로 나누어 올려 주세요."


class WrongEncoding(FileRefused):
    code = "wrong_encoding"
    sentence = (
        "{file} {row}행 {column}번째 칸의 글자를 읽을 수 없습니다."
        " UTF-8, CP949(엑셀 기본), UTF-16(BOM 있음) 가운데 하나로 저장해 다시 올려 주세요."
    )


class HasNul(FileRefused):
    code = "file_has_nul"
    sentence = (
        "{file} {row}행 {column}번째 칸에 널(NUL) 문자가 있습니다."
        " CSV, XLSX, JSON Lines 파일이 맞는지, 받은 파일이 상하지 않았는지 확인해 주세요."
    )


class LineTooLong(FileRefused):
    code = "line_too_long"
    sentence = "{file} {row}행이 {limit}자를 넘습니다. 줄바꿈이 빠졌거나 표가 아닌 파일인지 확인해 주세요."


class TooManyColumns(FileRefused):
    code = "too_many_columns"
    sentence = "{file} 파일의 칸이 {limit:,}개를 넘습니다. 주 시스템의 표가 맞는지 확인하고 필요한 칸만 다시 뽑아 주세요."


class MissingColumn(FileRefused):
    code = "missing_column"
    sentence = (
        "{file} {row}행 머리글에 ‘{column}’ 칸이 없습니다. 머리글을 고친 뒤 파일 전체를 다시 올려 주세요."
    )


class DuplicateColumn(FileRefused):
    code = "duplicate_column"
    sentence = (
        "{file} {row}행 머리글에 ‘{column}’ 칸이 두 번 나옵니다. 하나만 남기고 파일 전체를 다시 올려 주세요."
    )


class BrokenHeader(FileRefused):
    code = "broken_header"
    sentence = "{file} {row}행 머리글을 읽을 수 없습니다. 따옴표와 괄호가 맞는지 확인하고 파일 전체를 다시 올려 주세요."


class BrokenSpreadsheet(FileRefused):
    code = "broken_spreadsheet"
    sentence = "{file} 엑셀 파일이 상했거나 암호가 걸려 있습니다. 암호 없이 XLSX로 다시 저장해 올려 주세요."


class SeveralSheets(FileRefused):
    code = "several_sheets"
    sentence = "{file} 엑셀 파일에 내용이 있는 시트가 둘 이상입니다. 올릴 시트만 남기고 다시 저장해 주세요."
