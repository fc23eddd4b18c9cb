"""Other programs' agents: what they may ask of a memory, what they may want remembered, and the account of both."""
