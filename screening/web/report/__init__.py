"""The evidence of a screening or an alert, to read, to print and to take away."""
