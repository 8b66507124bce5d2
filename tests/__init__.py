"""The proof that the workshop is what it says."""
