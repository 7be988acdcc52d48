"""Pages GKA-gemeenten, Interventies and Factoren: the figures of the reports, and those made here."""
