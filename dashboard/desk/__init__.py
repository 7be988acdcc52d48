"""Page Aanvragen: what schools asked, what waits, what was asked and not served, and the figures of a year."""
