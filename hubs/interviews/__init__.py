"""What an interview says of which place: text in, suggested evidence out. Without Django and without a database."""
