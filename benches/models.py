"""Pydantic models for the bodies of the corpus: written by hand, they accept and refuse the same as the schemas."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, TypeAdapter

Scalar = StrictStr | StrictInt | StrictFloat | StrictBool
Shown = Scalar | None
Id = Annotated[StrictStr, Field(pattern="^[0-9]+$")] | Annotated[StrictInt, Field(le=9007199254740991)]
Flag = Literal["true", "false"] | StrictBool
Digits = Annotated[StrictStr, Field(pattern="^[0-9]+$")] | StrictInt


class Closed(BaseModel):
    """A model that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid")


class Mails(Closed):
    """The mail settings of a department."""

    from_email: StrictStr | None = None
    image_url: StrictStr | None = None
    is_transcript_mail_enabled: Flag = True
    transcript_recipients: StrictStr = ""
    is_blockip_mail_enabled: Flag = True
    blockip_recipients: StrictStr = ""
    is_feedback_mail_enabled: Flag = True
    feedback_recipients: StrictStr = ""
    is_missedchat_mail_enabled: Flag = True
    missedchat_recipients: StrictStr = ""
    is_cc_mail_enabled: Flag = True
    cc_recipients: StrictStr = ""


class Department(Closed):
    """The body that creates a department."""

    name: Scalar
    operators: list[Id]
    is_public: Flag = True
    description: Scalar = ""
    email_configurations: Mails = Mails()


class Criterion(Closed):
    """One test of a rule."""

    field_name: Scalar = ""
    comparator: Scalar = ""
    values: list[Scalar] = []
    sub_field: Scalar = ""
    sub_fields: Scalar = ""
    integ_name: Scalar = ""


class Criteria(Closed):
    """Several tests; one of them must be true."""

    or_criteria: list[Criterion] = []


class Receivers(Closed):
    """Who receives visitors."""

    operator_ids: list[Id] = []
    department_ids: list[Id] = []
    dynamic_users: list[Scalar] = []


class Rule(BaseModel):
    """The body that adds a chat routing rule."""

    and_criteria: list[Criteria]
    app_id: Id = "0"
    title: Scalar = ""
    routing_type: Scalar = ""
    userset: list[Receivers] = []
    id: StrictStr | StrictInt = ""


class ShownMails(BaseModel):
    """Mail settings in an answer."""

    from_email: Shown = None
    image_url: Shown = None
    feedback_recipients: Shown = None
    missedchat_recipients: Shown = None
    is_missedchat_mail_enabled: Shown = None
    is_cc_mail_enabled: Shown = None


class ShownDepartment(BaseModel):
    """A department in an answer."""

    email_configurations: ShownMails | None = None


class Person(BaseModel):
    """An operator in a conversation."""

    id: Shown = None
    name: Shown = None
    email: Shown = None
    image_key: Shown = None
    is_bot: Shown = None
    call_enabled: Shown = None


class Status(BaseModel):
    """The state of a chat."""

    id: Shown = None
    label: Shown = None
    state: Shown = None
    state_key: Shown = None
    status_code: Shown = None
    status_key: Shown = None


class Sender(BaseModel):
    """Who wrote a message."""

    id: Shown = None
    name: Shown = None


class Message(BaseModel):
    """A message's text."""

    text: Shown = None


class LastMessage(BaseModel):
    """The last message of a conversation."""

    sequence_id: Shown = None
    type: Shown = None
    sender: Sender | None = None
    message: Message | None = None


class Conversation(BaseModel):
    """One conversation."""

    id: Shown = None
    reference_id: Shown = None
    chat_id: Shown = None
    type: Shown = None
    app_name: Shown = None
    question: Shown = None
    uvid: Shown = None
    notes: Shown = None
    unread_chats: Shown = None
    status_code: Shown = None
    attended_time: Shown = None
    start_time: Shown = None
    last_modified_time: Shown = None
    chat_status: Status | None = None
    owner: Person | None = None
    attender: Person | None = None
    supervisors: list[Person] | None = None
    participants: list[Person] | None = None
    last_message_info: LastMessage | None = None


class Envelope(BaseModel):
    """The envelope of a success."""

    url: StrictStr
    object: StrictStr
    data: StrictStr | list[Any] | dict[str, Any]
    sync_time: Digits = 0


class DepartmentAnswer(Envelope):
    """The answer that a department was created."""

    data: ShownDepartment


class ListAnswer(Envelope):
    """A page of conversations."""

    data: list[Any]


class ConversationAnswer(Envelope):
    """The answer that shows a conversation."""

    data: Conversation


class Error(BaseModel):
    """What went wrong."""

    code: StrictInt
    message: StrictStr
    json_key: StrictStr = ""
    param: StrictStr = ""
    header: StrictStr = ""


class Refusal(BaseModel):
    """The envelope of a refusal."""

    error: Error


_BODIES: dict[str, type[BaseModel]] = {
    "department": Department,
    "rule": Rule,
    "department answer": DepartmentAnswer,
    "list answer": ListAnswer,
    "conversation answer": ConversationAnswer,
    "refusal": Refusal,
}


def adapter(name: str) -> TypeAdapter[Any]:
    """Return the adapter that judges a body, by its name in the contract."""
    return TypeAdapter(_BODIES.get(name, Envelope))
