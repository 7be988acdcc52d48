"""What every page stands on: rights, language, links, selection, server, warehouse, export."""
