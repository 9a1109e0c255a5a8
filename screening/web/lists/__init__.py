"""The pages of lists: what is loaded, each version with its proof, what changed, what waits for a person."""
