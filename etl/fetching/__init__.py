"""Bytes from publishers into snapshots; the only place that uses the network."""
