"""Partners' deliveries and own indicators: taken in, linked, kept."""
