"""Crawl policy: which URLs are admitted, in which order, and what becomes of each."""
