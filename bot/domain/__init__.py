"""The rules: values in, values out. Standard library only; no clock, no chance, no input or output."""
