"""What a run over recordings does and keeps."""
