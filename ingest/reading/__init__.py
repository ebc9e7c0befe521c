"""Reading documents in processes of their own, under limits."""
