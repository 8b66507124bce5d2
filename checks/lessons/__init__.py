"""The checks of each lesson, one file a lesson, and the oracles that they compare with."""
