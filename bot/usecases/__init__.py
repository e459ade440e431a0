"""What a person can get done here: one function, one transaction."""
