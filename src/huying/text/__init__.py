"""What a message says: words, topic, place, likeness. Plain Python."""
