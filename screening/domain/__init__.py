"""What the words mean: designations, lists, screenings. Standard library only."""
