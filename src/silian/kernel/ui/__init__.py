"""What pages are made of: the page itself, tables, filters and charts."""
