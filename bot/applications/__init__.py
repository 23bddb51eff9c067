"""What people hand in, and the receipts for it."""
