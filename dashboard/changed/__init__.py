"""Page Wat veranderde er: what the newest build changed for one's own selection, as a letter; and frozen views."""
