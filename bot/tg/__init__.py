"""Telegram in, Telegram out: no rule, no SQL, no sentence."""
