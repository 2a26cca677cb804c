"""Where articles are found and how pages are told apart: links, roles, kinds, feeds, sitemaps."""
