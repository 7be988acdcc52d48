"""From raw tables to a published warehouse."""
