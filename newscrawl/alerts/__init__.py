"""Alerts: what a collection's own history says has broken; pure, times are given."""
