"""Page Overzicht: where the partners stand, facts, targets, freshness."""
