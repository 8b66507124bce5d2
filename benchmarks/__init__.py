"""Benchmarks: figures for people to read, never compared in a test."""


class NotMeasuredError(Exception):
    """Something could not be measured: it did not run, or not as it must; the message is one sentence."""
