"""The Scrapy downloader parts: exact capture, address guard, robots.txt, failures, browser."""
