"""Loads the plugin for those who run the checks with pytest itself: `pytest checks --lesson 04`."""

pytest_plugins = ["checks.plugin"]
