"""The leaf What if of page Verdeeltafel: changes made and taken back, and what they would do to the figures."""
