"""Views on paper and as one file."""
