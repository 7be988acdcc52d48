"""Page Aanbod: every programme of the partners, found by words and by what it is for, and referring on from it."""
