"""HTML pages: what people see, made of the same answers that programs get."""
