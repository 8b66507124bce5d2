"""The course's site: pages staged from lessons, solutions and notebooks, and built by MkDocs."""
