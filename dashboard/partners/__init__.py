"""Page Partnerdata: deliveries in, rows judged, files back, freshness, themes."""
