"""Work in the hands of one person by name (转办), for whom a department or a community goes on answering."""
