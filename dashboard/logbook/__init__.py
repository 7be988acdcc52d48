"""Page Logboek: who took what out, opened closed figures, wrote or erased; and what a local machine kept."""
