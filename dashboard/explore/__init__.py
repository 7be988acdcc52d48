"""Page Kaart: any indicator on the map and the panel of the chosen area."""
