"""Pure computing of accounts: tokens and links."""
