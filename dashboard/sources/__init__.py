"""Pages Bronnen and Methode: what every figure stands on."""
