"""Problems: which problem of a body's text belongs to which rule."""

from __future__ import annotations

from typing import Final

from salesiq_validate.decode.problem import Problem, ProblemKind

#: SalesIQ cannot read the text: 1015.
MALFORMED: Final = frozenset(
    {
        ProblemKind.SYNTAX,
        ProblemKind.TRUNCATED,
        ProblemKind.LEADING_ZERO,
        ProblemKind.TRAILING_COMMA,
        ProblemKind.NOT_A_NUMBER,
        ProblemKind.CONTROL_CHARACTER,
        ProblemKind.HUGE_NUMBER,
        ProblemKind.NOT_JSON_TYPE,
        ProblemKind.EMPTY_BODY,
        ProblemKind.NOT_UTF8,
        ProblemKind.BAD_FORM,
        ProblemKind.BAD_MULTIPART,
    }
)

#: The text is JSON, but readers may understand it differently.
DOUBTFUL: Final = frozenset(
    {
        ProblemKind.DUPLICATE_KEY,
        ProblemKind.BIG_INTEGER,
        ProblemKind.LONE_SURROGATE,
        ProblemKind.BYTE_ORDER_MARK,
        ProblemKind.WRONG_CHARSET,
    }
)

#: The body was not read to its end, so we judge it no further.
UNREAD: Final = frozenset(ProblemKind) - MALFORMED - DOUBTFUL


def place(problem: Problem) -> str:
    """Return the place in the text, in words; nothing if there is no text."""
    return f" (line {problem.line}, column {problem.column})" if problem.line is not None else ""
