"""Pure computing about organisations: codes with their check characters, and names."""
