"""What a form sent, as text and files."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from grader.errors import InputError

MAX_FIELDS = 300


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form. A field that was not sent is as an empty one."""

    data: FormData

    def text(self, name: str) -> str:
        """A field's text as it was typed: browsers send every line end as CR LF."""
        value = self.data.get(name, "")
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    def line(self, name: str) -> str:
        return self.text(name).strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a field that may come several times, such as boxes to tick."""
        return tuple(value for value in self.data.getlist(name) if isinstance(value, str))

    def file(self, name: str) -> UploadFile:
        """A file that was sent. Raises InputError when none was chosen."""
        value = self.data.get(name)
        if not isinstance(value, UploadFile) or not value.filename:
            raise InputError("no file was chosen", "Choose one and send the form again")
        return value


async def read_form(request: Request, *, largest_field: int) -> Form:
    """Read a form, urlencoded or multipart. Raises InputError for what is none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise InputError("this is not a form", "Send the form of the page")
    try:
        data = await request.form(max_files=1, max_fields=MAX_FIELDS, max_part_size=largest_field)
    except HTTPException as error:
        raise InputError(str(error.detail).rstrip("."), "Send the form of the page") from None
    return Form(data)
