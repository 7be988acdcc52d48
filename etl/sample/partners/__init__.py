"""The fictional partners and the files they send."""
