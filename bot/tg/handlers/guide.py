"""Soon."""

PRESSES = {}
COMMANDS = {}
