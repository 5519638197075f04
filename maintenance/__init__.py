"""What maintainers run: pages and files that are made from the code, and checks over versions."""
