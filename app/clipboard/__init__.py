"""What a person copies, remembered from when they ask for it until they end it."""
