"""What is kept: engine, tables, sealed fields, and one module of queries per noun."""
