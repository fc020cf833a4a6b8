"""The law: one documented rule a file, families of them, and the order in which they are asked."""
