"""What a product is: figures with sources, as data."""
