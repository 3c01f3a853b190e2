"""What is enclosed of an update, and the bounds that are held against it."""
