"""From one program to the next: the ladder 中职—高职—本科—硕士 as a graph."""
