"""From a text to what it means: pure, in memory, no I/O after loading."""
