"""Handlers: translate, one call, answer. No rule, no SQL, no sentence."""
