"""Verdicts turned into what people and platforms read."""
