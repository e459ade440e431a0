"""Alembic's folder: one linear line of migrations, 0001 onwards, each with its reasons."""
