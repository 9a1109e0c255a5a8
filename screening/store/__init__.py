"""SQLAlchemy: rows stay in, domain objects come out."""
