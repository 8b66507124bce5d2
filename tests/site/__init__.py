"""The site: what it is staged from, how it is built and served, and how it looks and behaves in a browser."""
