"""The contract for agents: tools that a language model calls, served over MCP by `salesiq-validate mcp`."""
