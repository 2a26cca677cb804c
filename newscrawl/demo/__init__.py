"""A small made-up news site, served on loopback for demonstrations and tests."""
