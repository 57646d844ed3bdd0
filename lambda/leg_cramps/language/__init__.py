"""Words: text to findings, and ids to what is said, per locale."""
