"""A ranking, a cell or a hub put into the values that pages show. Data only: the sentences live in templates."""
