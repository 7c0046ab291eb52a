"""Pages of this part; `urls.py` holds their addresses."""
