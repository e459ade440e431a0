"""What travels over the wire: Telegram's objects, kept as plain JSON dictionaries.

A message is built once, by hand, and never changed afterwards (an edit makes a new
dictionary), so the journal, the queue and the chat may all point at the same one.
"""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
