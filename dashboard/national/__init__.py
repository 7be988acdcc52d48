"""Page Landelijk beeld: tiles of the country, each one sentence that its figures bear, or that none can be drawn."""
