"""WARC files, article records, catalogue: everything of a collection that lies on disk."""
