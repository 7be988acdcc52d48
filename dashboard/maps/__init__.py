"""Everything drawn on a map: layers, classes, legends, colours and the canvas."""
