"""What is kept: the schema, and how a database is opened."""
