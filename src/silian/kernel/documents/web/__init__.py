"""Pages of issued papers: checking by anybody, downloads and batches in a consortium."""
