"""Pages GKA-gemeenten, Interventies and Factoren: what the alliance of municipalities told, beside need and offer."""
