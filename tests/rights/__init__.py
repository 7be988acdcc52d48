"""Who may what: the table of rights over everything there is, and that nothing of somebody else's ever arrives."""
