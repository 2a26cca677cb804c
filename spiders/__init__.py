"""Scrapy spiders: what to request next."""
