"""What is known of an article beside its text: from whom, and how sure."""
