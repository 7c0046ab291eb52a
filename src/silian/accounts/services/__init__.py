"""Commands on accounts: people, tokens, sessions."""
