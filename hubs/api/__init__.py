"""Programs read here what pages show, and act for an account that has given them a key."""
