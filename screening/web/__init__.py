"""The analysts' pages, rendered on the server."""
