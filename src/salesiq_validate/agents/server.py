"""The MCP server: offers the tools over standard input and output, with the official SDK."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.agents.tools import Tools
from salesiq_validate.cli.nearest import no_such
from salesiq_validate.exceptions import MissingExtra, SalesIQValidateError
from salesiq_validate.privacy.printable import printable

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from salesiq_validate.config import Config

_INSTRUCTIONS: Final = (
    "The contract of the Zoho SalesIQ REST API. Many endpoints, scopes and headers that models remember of it never "
    "existed: find the operation first, show it, and judge the request before it is sent. Nothing here sends anything."
)


def make_server(config: Config) -> MCPServer:
    """Return a server with every tool.

    Raises:
        MissingExtra: the SDK is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError:
        raise MissingExtra("serving tools to agents", "mcp", "mcp") from None

    class Server(MCPServer):
        """Refuses wrong arguments itself: the SDK would ignore unknown ones and repeat the values of wrong ones."""

        async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
            tool = by_name.get(name)
            mistake = None if tool is None else wrong_argument(tool, arguments)
            if mistake is not None:
                raise ToolError(mistake)
            return await super().call_tool(name, arguments, context)

    tools = Tools(config)
    every = (
        tools.find_operations,
        tools.show_operation,
        tools.judge_request,
        tools.judge_curl,
        tools.judge_recording,
        tools.judge_bot_answer,
        tools.judge_source,
        tools.explain,
    )
    by_name: dict[str, Callable[..., Any]] = {tool.__name__: tool for tool in every}
    server = Server("salesiq-validate", instructions=_INSTRUCTIONS, log_level="ERROR")
    for tool in every:
        server.tool()(_told(tool))
    return server


def wrong_argument(tool: Callable[..., Any], arguments: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the arguments of a call, without their values; None if they are right."""
    known = inspect.signature(tool).parameters
    for name, value in arguments.items():
        if name not in known:
            return no_such("argument", printable(name, limit=100), known)
        if value is None and known[name].default is None:
            continue
        if name == "headers":
            if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
                return "The argument 'headers' must be an object of texts."
        elif not isinstance(value, str):
            return f"The argument {name!r} must be a text; write an object or a list as JSON text."
    absent = [name for name, one in known.items() if one.default is one.empty and name not in arguments]
    return f"The argument {absent[0]!r} is missing." if absent else None


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Return a tool that reports errors in its use as an answer for the model."""

    @wraps(tool)
    def told(*args: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*args, **named)
        except SalesIQValidateError as error:
            return {"error": str(error)}

    return told
