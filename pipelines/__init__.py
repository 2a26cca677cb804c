"""Scrapy item pipelines: what happens to an article, one verb a file."""
