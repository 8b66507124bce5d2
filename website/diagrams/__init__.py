"""Pictures drawn by our own code: each module has `draw() -> str`, which returns one SVG file's text."""
