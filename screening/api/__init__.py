"""REST and JSON: one module a resource."""
