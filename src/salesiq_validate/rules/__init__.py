"""The rules: one documented rule per file, families of rules, and the order in which they run."""
