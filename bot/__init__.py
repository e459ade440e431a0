"""Rinnalla: by the side of people who are being blackmailed with their own data.

The rings, from the inside out: `domain` (pure rules), `answers` and `store`, `usecases`,
`tg` and `web`, and the composition in `wiring`. docs/decisions/0001 tells why.
"""
