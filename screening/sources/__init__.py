"""Published bytes to designations: one module a list format, found by a registry. Pure."""
