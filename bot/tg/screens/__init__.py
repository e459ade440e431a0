"""What people see: pure functions from a voice to a screen. No clock, no I/O, no sentence."""
