"""The MCP server: the tools over standard input and output, by the official SDK."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.agents.tools import Tools
from salesiq_validate.exceptions import MissingExtra, SalesIQValidateError

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
    except ImportError:
        raise MissingExtra("serving tools to agents", "mcp", "mcp") from None
    tools = Tools(config)
    server: MCPServer = MCPServer("salesiq-validate", instructions=_INSTRUCTIONS, log_level="ERROR")
    for tool in (
        tools.find_operations,
        tools.show_operation,
        tools.judge_request,
        tools.judge_curl,
        tools.judge_recording,
        tools.judge_bot_answer,
        tools.judge_source,
        tools.explain,
    ):
        server.tool()(_told(tool))
    return server


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Return a tool whose mistakes in use are an answer that the model reads."""

    @wraps(tool)
    def told(*args: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*args, **named)
        except SalesIQValidateError as error:
            return {"error": str(error)}

    return told
