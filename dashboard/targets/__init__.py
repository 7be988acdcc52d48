"""Page Doelscholen: which schools ask for attention, why, and how firmly."""
