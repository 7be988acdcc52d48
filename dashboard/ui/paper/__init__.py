"""A view on paper and as one HTML file: pages drawn apart (frame/apart.py) as plain HTML, SVG and tables, no script."""
