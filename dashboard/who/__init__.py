"""Page Toegang: who may see what here, and how people get to sign in."""
