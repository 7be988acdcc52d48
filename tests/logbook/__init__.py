"""Page Logboek and the log behind it."""
