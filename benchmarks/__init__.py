"""Benchmarks: figures for people to read, never compared in a test."""
