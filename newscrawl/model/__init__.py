"""The frozen values that flow through newscrawl, one noun a module."""
