"""What is owed, and why exactly that amount."""
